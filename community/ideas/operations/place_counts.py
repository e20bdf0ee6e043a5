"""A place knows how many ideas of each status lie in it and under it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import literal, select

from community.extensions import db
from community.ideas.models import IdeaCount, Status
from community.places.models import Ancestry
from community.platform.database import insert

__all__ = ["count_all_in_places", "count_in_places"]


def count_in_places(changes: Mapping[tuple[Status, int], int]) -> None:
    """Count so many more ideas of a status in a place, and in every place above it."""
    for (status, place_id), by in sorted(changes.items()):  # in one order, or two at once could deadlock
        if by:
            _count(status, place_id, by)


def count_all_in_places(counted_in: int, place_id: int, by: int) -> None:
    """Count whatever is counted in one place `by` times (1 or -1) in another and every place above that."""
    counts = db.session.execute(select(IdeaCount.status, IdeaCount.count).where(IdeaCount.place_id == counted_in)).all()
    count_in_places({(status, place_id): by * count for status, count in counts})


def _count(status: Status, place_id: int, by: int) -> None:
    above = (
        select(Ancestry.ancestor_id, literal(status, IdeaCount.status.type), literal(by))
        .where(Ancestry.place_id == place_id)
        .order_by(Ancestry.ancestor_id)  # two at once lock the rows they share in the same order
    )
    adding = insert(IdeaCount).from_select(["place_id", "status", "count"], above)
    db.session.execute(
        adding.on_conflict_do_update(
            index_elements=["place_id", "status"], set_={"count": IdeaCount.count + adding.excluded.count}
        )
    )
