"""What can be known about people and their accounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, select, union

from community.accounts.addresses import email_key
from community.accounts.models import Account, Person
from community.platform.reading import Reading

__all__ = ["Known", "account_of", "find_people", "list_named"]


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
_OPEN = select(Person.id, Person.name).join(Account, Account.person_id == Person.id).where(Account.closed_at.is_(None))
_EXACTLY = union(
    select(_OPEN.where(Person.name == bindparam("name")).limit(2).subquery("namesakes")),
    _OPEN.where(Account.email_key == bindparam("email_key")),
).subquery("exactly")
_FOUND = Reading(Known, select(_EXACTLY))


def list_named(most: int = 20) -> Sequence[Known]:
    """Return the first people whose name is known."""
    return _NAMED.all(most=most)


def account_of(person_id: int) -> int | None:
    """Return the id of this person's account, or None."""
    return _ACCOUNT.first(person_id=person_id)


def find_people(text: str) -> Sequence[Known]:
    """Return whoever has an account and exactly this name or e-mail address; of namesakes, two are enough to tell."""
    return _FOUND.all(name=text, email_key=email_key(text))
