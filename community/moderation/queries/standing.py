"""What a page about a thing says of flags and decisions, and to whom."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from community.moderation.models import Kind
from community.moderation.queries.decisions import DecisionRow, told_of
from community.moderation.queries.flags import count_flags
from community.moderation.rules import may_moderate
from community.roles.queries import Viewer

__all__ = ["NOTHING", "Standing", "standing_of"]


class Standing(NamedTuple):
    """What the viewer is told of a thing: open flags as a moderator of its place, the latest decision as its author."""

    flags: int = 0
    moderates: bool = False
    decision: DecisionRow | None = None


NOTHING = Standing()


def standing_of(
    viewer: Viewer | None, kind: str, thing_id: int, author_id: int | None, line: Collection[int]
) -> Standing:
    """Return what this viewer is told of a thing in the place that `line` ends with; nothing is asked for a visitor."""
    if viewer is None:
        return NOTHING
    moderates = may_moderate(viewer.held, line)
    return Standing(
        flags=count_flags(Kind(kind), thing_id) if moderates else 0,
        moderates=moderates,
        decision=told_of(viewer.counts_as_id, Kind(kind), thing_id) if viewer.counts_as_id == author_id else None,
    )
