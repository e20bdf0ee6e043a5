"""How many ideas there are in a place, with all that lies under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from community.ideas.models import IdeaCount, Status
from community.platform.database import execute
from community.platform.reading import Reading, note

__all__ = ["count_by_status", "count_ideas"]


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


def count_by_status(place_id: int) -> Mapping[Status, int]:
    """Return how many ideas the place has of each status that any has, in the order of the statuses."""
    counts = {found.status: found.ideas for found in _BY_STATUS.all(place_id=place_id)}
    return {status: counts[status] for status in Status if counts.get(status)}


def count_ideas(place_ids: Sequence[int]) -> Mapping[int, int]:
    """Return how many ideas each of these places has."""
    counts = {place_id: int(count) for place_id, count in execute(_BY_PLACE, {"place_ids": place_ids})}
    note(counts)
    return counts
