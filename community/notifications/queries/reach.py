"""Whom news would reach."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, exists, func, or_, select

from community.accounts.counting import account_of_one
from community.notifications.models import Follow, Route, Thing
from community.platform.database import execute
from community.platform.reading import note

__all__ = ["Reach", "count_reached", "reach"]


class Reach(NamedTuple):
    """How many people news would reach by each route, and how many more have no account to be told by."""

    by_route: Mapping[Route, int]
    unreached: int

    @property
    def total(self) -> int:
        return sum(self.by_route.values())


def reach(recipients: Select[Any], thing: Thing | None = None, thing_id: int | None = None) -> Select[Any]:
    """Select `recipients` with whether each can be told (`reached`), without whoever wishes to hear no more of it."""
    told = recipients.subquery("told")
    reached = account_of_one(told.c.person_id).is_not(None)
    about = and_(Follow.thing == told.c.via, Follow.thing_id == told.c.via_id)
    if thing is not None:
        about = or_(about, and_(Follow.thing == thing, Follow.thing_id == thing_id))
    muted = exists().where(Follow.person_id == told.c.person_id, Follow.muted, Follow.ended_at.is_(None), about)
    return select(told, reached.label("reached")).where(~muted)


def count_reached(recipients: Select[Any], thing: Thing | None = None, thing_id: int | None = None) -> Reach:
    """Return how many of these people, selected as for `notify`, would be told by each route, and how many not."""
    people = reach(recipients, thing, thing_id).subquery("people")
    found = execute(select(people.c.route, people.c.reached, func.count()).group_by(people.c.route, people.c.reached))
    rows = sorted((Route(route), bool(reached), number) for route, reached, number in found)
    note(rows)
    by_route = {route: number for route, reached, number in rows if reached}
    return Reach(by_route, sum(number for _route, reached, number in rows if not reached))
