"""How many ideas there are in a place, with all that lies under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import aliased

from community.ideas.models import IdeaCount, Status
from community.places.models import ROOT_ID, Place
from community.places.queries import PLACE_ROW, PlaceRow
from community.platform.database import execute
from community.platform.reading import Reading, note

__all__ = ["PlacesUnder", "count_by_status", "count_ideas", "count_under"]


class _StatusCount(NamedTuple):
    status: Status
    ideas: int


_BY_STATUS = Reading(
    _StatusCount, select(IdeaCount.status, IdeaCount.count).where(IdeaCount.place_id == bindparam("place_id"))
)
_BY_PLACE = (
    select(IdeaCount.place_id, func.sum(IdeaCount.count))
    .where(IdeaCount.place_id.in_(bindparam("place_ids", expanding=True)))
    .group_by(IdeaCount.place_id)
)


class PlacesUnder(NamedTuple):
    """The places directly under one, how many they are, and how many ideas each has; also how many there are in all."""

    rows: Sequence[PlaceRow]
    total: int
    counts: Mapping[int, int]
    ideas: int


class _Under(NamedTuple):
    total: int
    ideas: int
    place: PlaceRow


_CHILD = aliased(Place, name="child")
_UNDER = Reading(
    lambda total, ideas, *cells: _Under(total, ideas, PlaceRow(*cells)),
    select(
        select(func.count()).where(_CHILD.parent_id == bindparam("place_id")).scalar_subquery(),
        select(func.coalesce(func.sum(IdeaCount.count), 0))
        .where(IdeaCount.place_id == Place.id)
        .correlate(Place)
        .scalar_subquery(),
        *PLACE_ROW,
    )
    .where(or_(Place.parent_id == bindparam("place_id"), Place.id == ROOT_ID))
    .order_by(Place.tree_key)
    .limit(bindparam("size", type_=Place.id.type)),
)


def count_under(place_id: int, most: int = 200) -> PlacesUnder:
    """Return the places directly under this one, by name, `most` at the most, each with how many ideas it has."""
    found = _UNDER.all(place_id=place_id, size=most + 1)
    root = found[0]  # it stands first in the order of the tree
    under = [row for row in found if not row.place.is_root]
    counts = {row.place.id: int(row.ideas) for row in under}
    return PlacesUnder(tuple(row.place for row in under), root.total, counts, int(root.ideas))


def count_by_status(place_id: int) -> Mapping[Status, int]:
    """Return how many ideas the place has of each status that any has, in the order of the statuses."""
    counts = {found.status: found.ideas for found in _BY_STATUS.all(place_id=place_id)}
    return {status: counts[status] for status in Status if counts.get(status)}


def count_ideas(place_ids: Sequence[int]) -> Mapping[int, int]:
    """Return how many ideas each of these places has."""
    counts = {place_id: int(count) for place_id, count in execute(_BY_PLACE, {"place_ids": place_ids})}
    note(counts)
    return counts
