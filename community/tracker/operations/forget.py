"""A leader is erased: their name goes by itself, what was promised stays, and their words go if they wish."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select, update

from community.extensions import db
from community.ideas.models import StatusChange
from community.search.operations import touch
from community.tracker.models import Commitment, Decline, Step, StepKind

__all__ = ["forget_promises"]

GONE = "…"
"""What stands where words were removed and some must stand."""


def forget_promises(people: Collection[int], *, words_too: bool) -> None:
    """With `words_too`, empty what these people wrote about their promises and why they said no.

    What was promised, by when, and what became of it stays: its title, days and kinds of steps are what an office
    did, and nobody hides a slipped date by leaving. The commitments are locked before any idea is.
    """
    if not words_too:
        return
    theirs = select(Step.commitment_id).where(Step.person_id.in_(people))
    locking = select(Commitment.id).where(Commitment.id.in_(theirs)).order_by(Commitment.id)
    touched = db.session.scalars(locking.with_for_update(key_share=True)).all()
    steps = update(Step).where(Step.person_id.in_(people))
    db.session.execute(steps.values(body="", body_html="", next_step=None, evidence_url=None, key=None))
    made = select(Step.commitment_id).where(Step.person_id.in_(people), Step.kind == StepKind.MADE)
    empty = update(Commitment).where(Commitment.id.in_(made))
    db.session.execute(empty.values(body="", body_html="", lead=Commitment.title, measure=None, cost=None))
    _say_again_what_comes_next(touched)
    touch("commitment", *touched)
    noes = select(Decline.status_change_id).where(Decline.person_id.in_(people))
    db.session.execute(update(StatusChange).where(StatusChange.id.in_(noes)).values(reason=GONE))
    db.session.execute(update(Decline).where(Decline.person_id.in_(people)).values(change_mind=GONE))


def _say_again_what_comes_next(commitment_ids: Collection[int]) -> None:
    """What comes next is a cache of the last step that stands."""
    last = (
        select(Step.next_step)
        .where(Step.commitment_id == Commitment.id, Step.taken_back_at.is_(None))
        .order_by(Step.listed_at.desc(), Step.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    db.session.execute(update(Commitment).where(Commitment.id.in_(commitment_ids)).values(next_step=last))
