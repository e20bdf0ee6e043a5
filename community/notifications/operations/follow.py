"""Somebody wishes to hear of a thing, or to hear of it no more."""

from __future__ import annotations

from sqlalchemy import update

from community.notifications.models import Follow, Thing
from community.platform.clock import now
from community.platform.database import execute, insert

__all__ = ["follow", "mute", "unfollow"]


def follow(person_id: int, thing: Thing, thing_id: int) -> None:
    """Let this person hear of a thing from now on, also if they had asked to be told of it no more."""
    _wish(person_id, thing, thing_id, muted=False)


def mute(person_id: int, thing: Thing, thing_id: int) -> None:
    """Tell this person of a thing no more, whatever ties them to it: by no channel, also of what is under way."""
    _wish(person_id, thing, thing_id, muted=True)


def unfollow(person_id: int, thing: Thing, thing_id: int) -> None:
    """End what this person wished about a thing: they hear of it if they wrote it or voted on it, and else not."""
    mine = update(Follow).where(Follow.person_id == person_id, Follow.thing == thing, Follow.thing_id == thing_id)
    execute(mine.where(Follow.ended_at.is_(None)).values(ended_at=now()))


def _wish(person_id: int, thing: Thing, thing_id: int, *, muted: bool) -> None:
    row = {"person_id": person_id, "thing": thing, "thing_id": thing_id, "muted": muted, "began_at": now()}
    wished = insert(Follow.__table__).values(**row, ended_at=None)
    other = (Follow.muted != muted) | Follow.ended_at.is_not(None)  # pressing twice changes nothing
    fresh = {name: wished.excluded[name] for name in ("muted", "began_at", "ended_at")}
    execute(wished.on_conflict_do_update(index_elements=["person_id", "thing", "thing_id"], set_=fresh, where=other))
