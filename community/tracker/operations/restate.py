"""A commitment's row says what follows from its steps; nothing else writes those columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select

from community.extensions import db
from community.platform.clock import now, site_zone
from community.site.models import Name, Setting
from community.tracker.models import Commitment, Step
from community.tracker.rules import ASK_AFTER
from community.tracker.standing import standing

__all__ = ["restate", "standing_steps"]


def standing_steps(commitment_id: int) -> Sequence[Step]:
    """Return the steps of a commitment that were not taken back, the first one first."""
    rows = select(Step).where(Step.commitment_id == commitment_id, Step.taken_back_at.is_(None))
    return db.session.scalars(rows.order_by(Step.listed_at, Step.id)).all()


def restate(commitment: Commitment) -> None:
    """Write anew what follows from the steps of this locked commitment.

    Of one that was taken back altogether nothing stands: it is withdrawn, and its row says what it said.
    """
    steps = standing_steps(commitment.id)
    if steps:
        for column, value in standing(steps, site_zone(), now(), ask_after()).columns().items():
            setattr(commitment, column, value)
    else:
        commitment.withdrawn_at, commitment.listed = now(), False
        commitment.external_id = uuid4().hex  # the same may be promised again
        commitment.signal_until = commitment.ask_at = None
    db.session.flush()


def ask_after() -> timedelta:
    """Return how long after a delivery was reported people are asked back: as admins say, or seven days."""
    days = db.session.scalar(select(Setting.value).where(Setting.name == Name.ASK_DAYS))
    return ASK_AFTER if days is None else timedelta(days=int(days))
