"""A commitment is locked before it is changed, and its ideas after it, in the order of their ids."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select

from community.extensions import db
from community.ideas.models import Idea
from community.places.queries import get_place
from community.platform.errors import Missing
from community.platform.text import _
from community.roles.queries import Viewer
from community.tracker.models import Commitment
from community.tracker.rules import may_lead

__all__ = ["line_of", "lock_commitment", "lock_ideas", "lock_led"]


def lock_commitment(commitment_id: int) -> Commitment:
    """Return the commitment as nobody else changes it until the transaction ends; raise Missing when there is none.

    Whoever needs ideas as well locks them after it (`lock_ideas`), so no two wait for each other.
    """
    commitment = db.session.get(Commitment, commitment_id, populate_existing=True, with_for_update={"key_share": True})
    if commitment is None:
        raise Missing(_("There is no such commitment."))
    return commitment


def lock_led(actor: Viewer, commitment_id: int) -> Commitment:
    """Return a commitment of a place that the actor leads, locked; raise Missing when there is none."""
    commitment = lock_commitment(commitment_id)
    if not may_lead(actor.held, line_of(commitment.place_id)):
        raise Missing(_("There is no such commitment."))
    return commitment


def lock_ideas(idea_ids: Collection[int]) -> Sequence[Idea]:
    """Return these ideas as nobody else changes them until the transaction ends."""
    rows = select(Idea).where(Idea.id.in_(idea_ids)).order_by(Idea.id).with_for_update(key_share=True)
    return db.session.scalars(rows, execution_options={"populate_existing": True}).all()


def line_of(place_id: int) -> Sequence[int]:
    """Return the ids of a place and of those above it, the root first; raise Missing when there is no such place."""
    here, above = get_place(place_id)
    return [each.id for each in (*above, here)]
