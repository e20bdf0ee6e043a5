"""Answers that were given elsewhere, where people were asked as well, are brought here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert, select

from community.confirmations.models import Answer, Confirmation
from community.confirmations.operations.count import count_again
from community.extensions import db
from community.notifications.models import Event, News, Notification, Route, Thing
from community.tracker.models import Step, StepKind

__all__ = ["record_answers"]


def record_answers(commitment_id: int, answers: Mapping[int, Answer | None], at: datetime) -> None:
    """Note that these persons were asked about the last delivery, and what each answered, if anything.

    They come by no route of this site, so they count as followers of the commitment; nobody is told anything.
    """
    reported = select(Step).where(Step.commitment_id == commitment_id, Step.kind == StepKind.DELIVERED)
    step = db.session.scalars(reported.order_by(Step.id.desc()).limit(1)).one()
    news = News(
        event=Event.ASKED,
        thing=Thing.COMMITMENT,
        thing_id=commitment_id,
        step_id=step.id,
        happened_at=at,
        due_at=at,
        told_count=len(answers),
        unreached_count=0,
    )
    db.session.add(news)
    db.session.flush()
    via = {"news_id": news.id, "route": Route.FOLLOWS, "via": Thing.COMMITMENT, "via_id": commitment_id}
    asked = [{**via, "person_id": person_id, "on_site": False} for person_id in answers]
    given = [
        {
            "step_id": step.id,
            "person_id": person_id,
            "commitment_id": commitment_id,
            "answer": answer,
            "said": "",
            "answered_at": at,
        }
        for person_id, answer in answers.items()
        if answer
    ]
    db.session.execute(insert(Notification), asked)
    if given:
        db.session.execute(insert(Confirmation), given)
    count_again(step.id)
