"""What changes a commitment's signal without its leader: time, and the answers of those who were asked."""

from __future__ import annotations

from sqlalchemy import select

from community.extensions import db
from community.platform.clock import now
from community.platform.errors import Missing
from community.platform.text import _
from community.tracker.models import Commitment, Step, StepKind
from community.tracker.operations.led import lock_commitment
from community.tracker.operations.restate import restate

__all__ = ["MOST_AT_ONCE", "renew_signals", "set_answers"]

MOST_AT_ONCE = 200


def renew_signals(most: int = MOST_AT_ONCE) -> int:
    """Derive the signals anew that time has changed, `most` at a time; return how many commitments that were."""
    over = select(Commitment.id).where(Commitment.signal_until <= now(), Commitment.listed)
    found = db.session.scalars(over.order_by(Commitment.id).limit(most)).all()
    for commitment_id in found:  # in one order, or two at once could deadlock
        restate(lock_commitment(commitment_id))
    return len(found)


def set_answers(step_id: int, *, asked: int, yes: int, partly: int, no: int) -> Commitment:
    """Keep how many were asked back about this delivery, and what they answered; from now on nobody is to be asked."""
    step = db.session.get(Step, step_id)
    if step is None or step.kind is not StepKind.DELIVERED:
        raise Missing(_("There is no such delivery."))
    commitment = lock_commitment(step.commitment_id)
    step.asked_at = step.asked_at or now()
    step.asked_count, step.yes_count, step.partly_count, step.no_count = asked, yes, partly, no
    db.session.flush()
    restate(commitment)
    return commitment
