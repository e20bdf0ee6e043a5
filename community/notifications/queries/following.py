"""Whether somebody hears of a thing."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import bindparam, exists, select

from community.notifications.models import Follow, News, Notification, Thing
from community.platform.reading import Reading
from community.roles.queries import Viewer

__all__ = ["Following", "following_of", "get_following"]


class Following(NamedTuple):
    """What somebody wished about a thing, if anything, and whether they were told of it before."""

    follows: bool
    muted: bool
    told: bool


_PERSON = bindparam("person_id", type_=Follow.person_id.type)
_THING, _THING_ID = bindparam("thing", type_=Follow.thing.type), bindparam("thing_id", type_=Follow.thing_id.type)
_WISHED = exists().where(
    Follow.person_id == _PERSON, Follow.thing == _THING, Follow.thing_id == _THING_ID, Follow.ended_at.is_(None)
)
_TOLD = exists().where(
    News.thing == _THING, News.thing_id == _THING_ID, News.cancelled_at.is_(None), Notification.news_id == News.id,
    Notification.person_id == _PERSON,
)  # fmt: skip
_FOLLOWING = Reading(
    lambda follows, muted, told: Following(bool(follows), bool(muted), bool(told)),
    select(_WISHED.where(~Follow.muted), _WISHED.where(Follow.muted), _TOLD),
)


def get_following(person_id: int, thing: Thing, thing_id: int) -> Following:
    """Return whether this person hears of a thing."""
    (found,) = _FOLLOWING.all(person_id=person_id, thing=thing, thing_id=thing_id)
    return found


def following_of(viewer: Viewer | None, thing: Thing, thing_id: int) -> Following | None:
    """Return whether the viewer hears of a thing; None for a visitor, who has to sign in to follow it."""
    return None if viewer is None else get_following(viewer.counts_as_id, thing, thing_id)
