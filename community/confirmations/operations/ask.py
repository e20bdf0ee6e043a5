"""Whoever was told of a delivery is asked back, once, some days later."""

from __future__ import annotations

from sqlalchemy import select

from community.confirmations.operations.count import count_again
from community.confirmations.queries import told_of
from community.extensions import db
from community.notifications.models import Event, Thing
from community.notifications.operations import notify
from community.platform.clock import now
from community.tracker.models import Commitment, Step, StepKind

__all__ = ["ask_due"]


def ask_due() -> int | None:
    """Ask back about the delivery that waits longest for it; return its commitment, or None when none is due.

    One at a time, so that whoever calls can commit after each: what is asked is not asked again after a crash.
    """
    at = now()
    due = (
        select(Commitment)
        .where(Commitment.ask_at <= at, Commitment.listed)
        .order_by(Commitment.ask_at, Commitment.id)
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True)
    )
    commitment = db.session.scalars(due, execution_options={"populate_existing": True}).first()
    if commitment is None:
        return None
    reported = select(Step.id).where(
        Step.commitment_id == commitment.id,
        Step.kind == StepKind.DELIVERED,
        Step.taken_back_at.is_(None),
        Step.asked_at.is_(None),
    )
    for step_id in db.session.scalars(reported.order_by(Step.id)):
        notify(told_of(step_id), Event.ASKED, Thing.COMMITMENT, commitment.id, step_id=step_id, at=at, due_at=at)
        count_again(step_id)
    return commitment.id
