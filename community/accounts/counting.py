"""Whom a person counts as: several persons can be one human being, who came by several doors (decision 14)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from community.accounts.models import Account, Person
from community.platform.reading import Reading

__all__ = ["account_of_one", "counts_as", "one_of", "people_of", "same_as", "whom"]


def counts_as(person: Any) -> Any:
    """Return the id of whom a row of `person` counts as: most count as themselves."""
    return func.coalesce(person.counts_as_id, person.id)


def one_of(person_id: Any) -> ScalarSelect[Any]:
    """Return, for a statement, the id of whom this person counts as."""
    asked = aliased(Person, name="asked")
    return select(counts_as(asked)).where(asked.id == person_id).scalar_subquery()


def same_as(person_id: Any) -> Select[Any]:
    """Return, for a statement, the ids of all persons who count as the same one as this person."""
    same, one = aliased(Person, name="same"), one_of(person_id)
    return select(same.id).where(or_(same.id == one, same.counts_as_id == one))


def account_of_one(person_id: Any) -> ColumnElement[Any]:
    """Return, for a statement, the id of the account by which whom this person counts as is reached; their own first.

    None when they have none that is open. The person counts as themselves.
    """
    theirs, mine, other = aliased(Account, name="theirs"), aliased(Account, name="mine"), aliased(Person, name="other")
    own = select(mine.id).where(mine.person_id == person_id, mine.closed_at.is_(None)).scalar_subquery()
    by_another = (
        select(func.min(theirs.id))
        .join(other, other.id == theirs.person_id)
        .where(other.counts_as_id == person_id, theirs.closed_at.is_(None))
        .scalar_subquery()
    )
    return func.coalesce(own, by_another)


_ONE = Reading(int, select(counts_as(Person)).where(Person.id == bindparam("person_id")))
_PEOPLE = Reading(int, same_as(bindparam("person_id")).order_by("id"))


def whom(person_id: int | None) -> int | None:
    """Return the id of whom this person counts as; None for nobody."""
    return None if person_id is None else _ONE.first(person_id=person_id)


def people_of(person_id: int) -> Sequence[int]:
    """Return the ids of all persons who count as the same one as this person, in order; most are alone."""
    return _PEOPLE.all(person_id=person_id)
