"""People to tell, in a few words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, String, literal, null, select, union_all

from community.accounts.models import Person
from community.notifications.models import Route, Thing


def audience(*people: Person, route: Route = Route.VOTED, via: Thing = Thing.IDEA, via_id: int = 1) -> Select[Any]:
    """Select these people as those to tell, all by one route."""
    choice = literal("support") if route is Route.VOTED else null()
    rows = [
        select(
            literal(person.id).label("person_id"),
            literal(str(route)).label("route"),
            literal(str(via)).label("via"),
            literal(via_id).label("via_id"),
            choice.cast(String).label("choice"),
        )
        for person in people
    ]
    return select(union_all(*rows).subquery())
