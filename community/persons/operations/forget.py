"""Somebody leaves: what was said of who they are goes."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, or_, update

from community.extensions import db
from community.persons.models import Claim, PersonJoin
from community.platform.clock import now

__all__ = ["forget_claims"]

GONE = "…"


def forget_claims(person_ids: Collection[int]) -> None:
    """Remove why these persons were joined and parted, and what they claimed; that it was stays. Nothing waits on."""
    joined = or_(PersonJoin.person_id.in_(person_ids), PersonJoin.into_id.in_(person_ids))
    claimed = or_(Claim.person_id.in_(person_ids), Claim.claimant_id.in_(person_ids))
    answered_at = func.coalesce(Claim.answered_at, now())
    for forgetting in (
        update(PersonJoin).where(joined).values(reason=GONE),
        update(PersonJoin).where(joined, PersonJoin.end_reason.is_not(None)).values(end_reason=GONE),
        update(Claim).where(claimed).values(said=GONE, answer=GONE, answered_at=answered_at),
    ):
        db.session.execute(forgetting.execution_options(synchronize_session=False))
