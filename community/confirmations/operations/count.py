"""The answers to a delivery, counted from their rows and handed to its commitment."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select

from community.confirmations.models import Answer, Confirmation
from community.extensions import db
from community.notifications.models import Event, News
from community.tracker.models import Commitment
from community.tracker.operations import set_answers

__all__ = ["count_again"]


def count_again(step_id: int) -> Commitment:
    """Count who was asked about this delivery and what they answered; the commitment is locked."""
    rows = select(Confirmation.answer, func.count()).where(Confirmation.step_id == step_id)
    counts: Mapping[Answer, int] = dict(db.session.execute(rows.group_by(Confirmation.answer)).all())
    asked = select(func.coalesce(func.sum(News.told_count), 0)).where(
        News.event == Event.ASKED, News.step_id == step_id, News.cancelled_at.is_(None)
    )
    return set_answers(
        step_id,
        asked=int(db.session.scalar(asked) or 0),
        yes=counts.get(Answer.YES, 0),
        partly=counts.get(Answer.PARTLY, 0),
        no=counts.get(Answer.NO, 0),
    )
