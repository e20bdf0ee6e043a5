"""Whom it concerns what becomes of an issue."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, case, func, literal, null, select, union_all

from community.accounts.counting import counts_as
from community.accounts.models import Person
from community.issues.models import Issue, MeToo
from community.notifications.models import Follow, Notification, Route, Thing

__all__ = ["audience_of"]

_ROUTES = (Route.WROTE, Route.AFFECTED, Route.FOLLOWS)


def audience_of(issue_id: int, but: int | None = None) -> Select[Any]:
    """Select who raised the issue, is affected by it or follows it, each once, as `notify` takes them; `but` for one.

    Of several ways by which somebody came to it, the first counts.
    """
    one = counts_as(Person).label("person_id")
    raised = select(one, literal(0).label("turn")).join_from(Issue, Person, Person.id == Issue.author_id)
    affected = select(one, literal(1).label("turn")).join_from(MeToo, Person, Person.id == MeToo.person_id)
    follows = select(Follow.person_id, literal(2).label("turn")).where(
        Follow.thing == Thing.ISSUE, Follow.thing_id == issue_id, ~Follow.muted, Follow.ended_at.is_(None)
    )
    everybody = union_all(
        raised.where(Issue.id == issue_id), affected.where(MeToo.issue_id == issue_id), follows
    ).subquery("everybody")
    each = (
        select(everybody.c.person_id, func.min(everybody.c.turn).label("turn"))
        .where(everybody.c.person_id != (but or 0))
        .group_by(everybody.c.person_id)
        .subquery("each")
    )
    kind = Notification.route.type
    route = case(*((each.c.turn == turn, literal(route, kind)) for turn, route in enumerate(_ROUTES)))
    return select(
        each.c.person_id,
        route.label("route"),
        literal(Thing.ISSUE, Notification.via.type).label("via"),
        literal(issue_id).label("via_id"),
        null().label("choice"),
    )
