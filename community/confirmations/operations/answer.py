"""Somebody answers whether what was done solved what they asked for."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import select

from community.confirmations.models import Answer, Confirmation
from community.confirmations.operations.count import count_again
from community.confirmations.queries import get_question
from community.confirmations.rules import SAID_LENGTH, may_answer
from community.extensions import db
from community.notifications.models import News, Notification
from community.platform.clock import now
from community.platform.database import execute, insert
from community.platform.errors import Missing, Refused
from community.platform.text import _, legible
from community.record.kinds import Kind
from community.record.operations import put_on_record, take_off_record
from community.tracker.models import Commitment
from community.tracker.operations.led import lock_commitment

__all__ = ["answer_question"]


def answer_question(person_id: int, step_id: int, answer: Answer, said: str = "") -> None:
    """Let this person's answer stand; answering again changes it, not the number of answers.

    Raises Missing when they were not asked, Refused when the delivery does not stand any more, and Unclear when the
    words cannot be kept.
    """
    said = legible(said.strip(), SAID_LENGTH, lines=True)
    asked = get_question(step_id, person_id)
    if asked is None or not asked.listed:
        raise Missing(_("There is no such question."))
    lock_commitment(asked.commitment_id)
    _hold_asked(person_id, step_id)
    question = get_question(step_id, person_id)  # as it is now that nobody else changes it
    if question is None or not may_answer(question.stands):
        raise Refused(_("This is not reported as delivered any more, so there is nothing to answer at present."))
    if (question.answer, question.said) == (answer, said):
        return
    at = now()
    row = insert(Confirmation.__table__).values(
        step_id=step_id,
        person_id=person_id,
        commitment_id=question.commitment_id,
        answer=answer,
        said=said,
        answered_at=at,
    )
    said_now = {"answer": row.excluded.answer, "said": row.excluded.said, "answered_at": row.excluded.answered_at}
    execute(row.on_conflict_do_update(index_elements=["step_id", "person_id"], set_=said_now))
    _record_totals(count_again(step_id), step_id, at)


def _hold_asked(person_id: int, step_id: int) -> None:
    """Let nobody erase this person until the transaction ends: their notifications would go first."""
    asked = select(Notification.person_id).join(News, News.id == Notification.news_id)
    mine = asked.where(News.step_id == step_id, Notification.person_id == person_id)
    db.session.execute(mine.with_for_update(read=True, key_share=True, of=Notification)).all()


def _record_totals(commitment: Commitment, step_id: int, at: datetime) -> None:
    """Put the totals as they stand when the day ends on the record: one entry a day, not one an answer."""
    about = f"answers:{step_id}"
    take_off_record(about)
    put_on_record(
        Kind.ANSWERED,
        about,
        {
            "commitment": commitment.external_id,
            "asked": commitment.asked_count,
            "yes": commitment.yes_count,
            "partly": commitment.partly_count,
            "no": commitment.no_count,
        },
        event_at=at,
        due_at=datetime.combine(at.date() + timedelta(days=1), time(), at.tzinfo),
    )
