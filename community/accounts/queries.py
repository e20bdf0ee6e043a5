"""What can be known about people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from community.accounts.models import Person
from community.platform.database import execute
from community.platform.reading import Reading

__all__ = ["Viewer", "get_viewer", "list_named"]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at a page, signed in."""

    person_id: int
    name: str | None


_VIEWER = Reading(Viewer, select(Person.id, Person.name).where(Person.id == bindparam("person_id")))


def get_viewer(person_id: int) -> Viewer | None:
    """Return the person with this id as a viewer, or None."""
    return _VIEWER.first(person_id=person_id)


def list_named(most: int = 20) -> Sequence[Viewer]:
    """Return the first people whose name is known."""
    rows = execute(select(Person.id, Person.name).where(Person.name.is_not(None)).order_by(Person.id).limit(most))
    return [Viewer(row.id, row.name) for row in rows]
