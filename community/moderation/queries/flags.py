"""What was flagged, and why. Who flagged it is told nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from community.moderation.models import IS_OPEN, Flag, Kind, Reason
from community.platform.reading import Reading

__all__ = ["FlagRow", "count_flags", "get_my_flag", "list_flags"]


class FlagRow(NamedTuple):
    """One flag, without whose it is."""

    reason: Reason
    said: str | None
    flagged_at: datetime


_ROW = select(Flag.reason, Flag.said, Flag.flagged_at).where(
    Flag.kind == bindparam("kind", type_=Flag.kind.type),
    Flag.thing_id == bindparam("thing_id"),
    IS_OPEN,
)
_MINE = Reading(FlagRow, _ROW.where(Flag.person_id == bindparam("person_id")))
_OPEN = Reading(FlagRow, _ROW.order_by(Flag.flagged_at, Flag.id).limit(100))
_COUNT = Reading(
    int,
    select(func.count()).where(
        Flag.kind == bindparam("kind", type_=Flag.kind.type),
        Flag.thing_id == bindparam("thing_id"),
        IS_OPEN,
    ),
)


def get_my_flag(person_id: int, kind: Kind, thing_id: int) -> FlagRow | None:
    """Return this person's own flag on a thing while no moderator has decided on it."""
    return _MINE.first(person_id=person_id, kind=kind, thing_id=thing_id)


def count_flags(kind: Kind, thing_id: int) -> int:
    """Return how many people flag this thing and wait for a moderator."""
    return _COUNT.first(kind=kind, thing_id=thing_id) or 0


def list_flags(kind: Kind, thing_id: int) -> Sequence[FlagRow]:
    """Return what people say is wrong with this thing while it waits for a moderator, the oldest first."""
    return _OPEN.all(kind=kind, thing_id=thing_id)
