"""What can be known about people and their accounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, select

from community.accounts.models import Account, Person
from community.platform.reading import Reading

__all__ = ["Known", "account_of", "list_named"]


class Known(NamedTuple):
    """A person whose name is known."""

    person_id: int
    name: str | None


_NAMED = Reading(
    Known,
    select(Person.id, Person.name)
    .where(Person.name.is_not(None))
    .order_by(Person.id)
    .limit(bindparam("most", type_=Person.id.type)),
)
_ACCOUNT = Reading(
    int, select(Account.id).where(Account.person_id == bindparam("person_id"), Account.closed_at.is_(None))
)


def list_named(most: int = 20) -> Sequence[Known]:
    """Return the first people whose name is known."""
    return _NAMED.all(most=most)


def account_of(person_id: int) -> int | None:
    """Return the id of this person's account, or None."""
    return _ACCOUNT.first(person_id=person_id)
