"""The answers to a delivery, counted from their rows and handed to its commitment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import func, select

from community.confirmations.models import Answer, Confirmation
from community.extensions import db
from community.notifications.models import Event, News
from community.tracker.models import Commitment, Step, StepKind
from community.tracker.operations import Difference, set_answers

__all__ = ["count_again", "wrong_answers"]


CHUNK = 200


def count_again(step_id: int) -> Commitment:
    """Count who was asked about this delivery and what they answered; the commitment is locked."""
    return set_answers(step_id, **_counted(step_id))


def wrong_answers(repair: bool = False) -> Iterator[Difference]:
    """Yield each commitment with a delivery whose counts are not those of its answers; put it right if asked."""
    last = 0
    asked = (
        select(Step.id, Commitment.external_id, Step.asked_count, Step.yes_count, Step.partly_count, Step.no_count)
        .join(Commitment, Commitment.id == Step.commitment_id)
        .where(Step.kind == StepKind.DELIVERED, Step.asked_at.is_not(None))
        .order_by(Step.id)
        .limit(CHUNK)
    )
    while found := db.session.execute(asked.where(Step.id > last)).all():
        for step_id, external_id, *counts in found:
            last = step_id
            right, stored = _counted(step_id), dict(zip(("asked", "yes", "partly", "no"), counts, strict=True))
            if stored != right:
                if repair:
                    count_again(step_id)
                yield external_id, stored, right


def _counted(step_id: int) -> dict[str, int]:
    rows = select(Confirmation.answer, func.count()).where(Confirmation.step_id == step_id)
    counts: Mapping[Answer, int] = dict(db.session.execute(rows.group_by(Confirmation.answer)).all())
    asked = select(func.coalesce(func.sum(News.told_count), 0)).where(
        News.event == Event.ASKED, News.step_id == step_id, News.cancelled_at.is_(None)
    )
    return {
        "asked": int(db.session.scalar(asked) or 0),
        "yes": counts.get(Answer.YES, 0),
        "partly": counts.get(Answer.PARTLY, 0),
        "no": counts.get(Answer.NO, 0),
    }
