"""What can be known about roles, and who looks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, bindparam, cast, func, literal, select
from sqlalchemy.orm import aliased

from community.accounts.models import Account, Person, SignIn
from community.accounts.rules import may_speak
from community.places.models import ROOT_ID, Ancestry, Place
from community.platform.clock import now
from community.platform.database import execute, listed
from community.platform.errors import Missing
from community.platform.paging import Key, Page, page_of
from community.platform.reading import Reading
from community.platform.text import _
from community.roles.models import Grant, Role
from community.roles.rules import STRONG, holds_somewhere

__all__ = [
    "GrantRow",
    "PastRow",
    "Viewer",
    "count_admins",
    "count_members",
    "counting",
    "get_grant",
    "get_viewer",
    "list_grants",
    "list_here",
    "list_past",
]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at a page, signed in."""

    person_id: int
    name: str | None
    account_id: int
    sign_in_id: int
    language: str | None
    home_place_id: int | None
    paused_until: datetime | None
    seen_at: datetime
    held: frozenset[tuple[Role, int]]
    # Whether roles are held back until a second factor is shown.
    weak: bool
    # The other person whom this one counts as, if there is one.
    joined_into: int | None = None
    # How much they were told on the site and have not seen.
    unread: int = 0

    @property
    def counts_as_id(self) -> int:
        """Whom the viewer counts as: whatever is in the hands of that person is in theirs."""
        return self.joined_into or self.person_id

    @property
    def is_admin(self) -> bool:
        return (Role.ADMIN, ROOT_ID) in self.held

    @property
    def is_paused(self) -> bool:
        return not may_speak(self.paused_until, now())

    @property
    def moderates(self) -> bool:
        return holds_somewhere(self.held, Role.MODERATOR)


class _Found(NamedTuple):
    person_id: int
    joined_into: int | None
    name: str | None
    account_id: int
    sign_in_id: int
    language: str | None
    home_place_id: int | None
    paused_until: datetime | None
    # Of the account of whom they count as, if that is another one.
    paused_there: datetime | None
    second_at: datetime | None
    seen_at: datetime
    roles: str | None
    unread: int


class GrantRow(NamedTuple):
    """A role somebody holds, as pages show it."""

    id: int
    person_id: int
    person_name: str | None
    role: Role
    place_id: int
    place_name: str
    granted_at: datetime
    until: datetime | None
    granted_by_name: str | None

    @property
    def last_at(self) -> datetime | None:
        return _just_before(self.until)


class PastRow(NamedTuple):
    """A role that somebody was given, and what became of it."""

    id: int
    person_name: str | None
    role: Role
    granted_at: datetime
    granted_by_name: str | None
    reason: str | None
    until: datetime | None
    ended_at: datetime | None
    ended_by_name: str | None
    end_reason: str | None

    @property
    def last_at(self) -> datetime | None:
        return _just_before(self.until)


counting: dict[str, Callable[[Any, Any], ColumnElement[int]]] = {}
"""What is counted in the same statement for whoever looks, given who it is and the moment. The factory says by what:
what can be `unread` lies above roles.
"""

_AT = bindparam("at", type_=Grant.granted_at.type)
_NOW_HELD = (Grant.ended_at.is_(None), (Grant.until.is_(None)) | (Grant.until > _AT))
_ROLES = (
    select(listed(cast(Grant.role, String) + literal(" ") + cast(Grant.place_id, String)))
    .where(Grant.person_id == Person.id, *_NOW_HELD)
    .scalar_subquery()
)
_THERE = aliased(Account, name="there")
_GIVER = aliased(Person, name="giver")
_GRANTS = (
    select(
        Grant.id, Grant.person_id, Person.name, Grant.role, Grant.place_id, Place.name, Grant.granted_at, Grant.until,
        _GIVER.name,
    )
    .join(Person, Person.id == Grant.person_id)
    .join(Place, Place.id == Grant.place_id)
    .outerjoin(_GIVER, _GIVER.id == Grant.granted_by)
    .where(*_NOW_HELD)
)  # fmt: skip
_OF_PERSON = Reading(GrantRow, _GRANTS.where(Grant.person_id == bindparam("person_id")).order_by(Place.tree_key))
_HERE = Reading(
    GrantRow,
    _GRANTS.join(Ancestry, Ancestry.ancestor_id == Grant.place_id)
    .where(Ancestry.place_id == bindparam("place_id"), Grant.role != Role.MEMBER)
    .order_by(Ancestry.distance, Grant.role, Person.name, Grant.id)
    .limit(bindparam("size", type_=Grant.id.type)),
)
_ONE = Reading(GrantRow, _GRANTS.where(Grant.id == bindparam("grant_id"), Grant.place_id == bindparam("place_id")))
_MEMBERS = Reading(
    int,
    select(func.count()).where(
        Grant.place_id == bindparam("place_id"), Grant.role == Role.MEMBER, Grant.ended_at.is_(None)
    ),
)
_ENDER = aliased(Person, name="ender")


@cache
def _signed_in(writing: bool) -> Reading[_Found]:
    unread = counting["unread"](Person, _AT) if "unread" in counting else literal(0)
    found = (
        select(
            Person.id, Person.counts_as_id, Person.name, Account.id, SignIn.id, Account.language, Person.home_place_id,
            Account.paused_until, _THERE.paused_until, SignIn.second_at, SignIn.seen_at, _ROLES, unread,
        )
        .select_from(SignIn)
        .join(Account, Account.id == SignIn.account_id)
        .join(Person, Person.id == Account.person_id)
        .outerjoin(_THERE, (_THERE.person_id == Person.counts_as_id) & _THERE.closed_at.is_(None))
        .where(SignIn.token_hash == bindparam("token_hash"), SignIn.ended_at.is_(None), Account.closed_at.is_(None))
    )  # fmt: skip
    return Reading(_Found, found.with_for_update(read=True, key_share=True, of=SignIn) if writing else found)


@cache
def _past(keyed: bool, back: bool) -> Reading[PastRow]:
    rows = (
        select(
            Grant.id, Person.name, Grant.role, Grant.granted_at, _GIVER.name, Grant.reason, Grant.until,
            Grant.ended_at, _ENDER.name, Grant.end_reason,
        )
        .join(Person, Person.id == Grant.person_id)
        .outerjoin(_GIVER, _GIVER.id == Grant.granted_by)
        .outerjoin(_ENDER, _ENDER.id == Grant.ended_by)
        .where(Grant.place_id == bindparam("place_id"), Grant.role != Role.MEMBER)
        .order_by(Grant.id.asc() if back else Grant.id.desc())
        .limit(bindparam("size", type_=Grant.id.type))
    )  # fmt: skip
    if keyed:
        key = bindparam("key_id", type_=Grant.id.type)
        rows = rows.where(Grant.id > key if back else Grant.id < key)
    return Reading(PastRow, rows)


def get_viewer(token_hash: bytes, second_factor: bool, *, writing: bool = False) -> Viewer | None:
    """Return who signed in by the token with this hash, or None when that has ended.

    `second_factor` says that the site asks for one: without it, the stronger roles are not held.
    Whoever is `writing` keeps the sign-in from going until the transaction ends: nobody is erased meanwhile.
    """
    found = _signed_in(writing).first(token_hash=token_hash, at=now())
    if found is None:
        return None
    held = frozenset(_role(each) for each in found.roles.split(",")) if found.roles else frozenset()
    weak = second_factor and found.second_at is None and any(role in STRONG for role, _place in held)
    return Viewer(
        person_id=found.person_id,
        name=found.name,
        account_id=found.account_id,
        sign_in_id=found.sign_in_id,
        language=found.language,
        home_place_id=found.home_place_id,
        paused_until=max(filter(None, (found.paused_until, found.paused_there)), default=None),
        seen_at=found.seen_at,
        held=frozenset(each for each in held if each[0] not in STRONG) if weak else held,
        weak=weak,
        joined_into=found.joined_into,
        unread=found.unread,
    )


def list_grants(person_id: int) -> Sequence[GrantRow]:
    """Return the roles that this person holds now, in the order of the tree of places."""
    return _OF_PERSON.all(person_id=person_id, at=now())


def list_here(place_id: int, most: int = 100) -> Sequence[GrantRow]:
    """Return who answers for a place: roles held for it or for a place above it, the nearest first."""
    return _HERE.all(place_id=place_id, at=now(), size=most)


def get_grant(place_id: int, grant_id: int) -> GrantRow:
    """Return a role that is held now for this very place; raise Missing when there is none with this id."""
    found = _ONE.first(place_id=place_id, grant_id=grant_id, at=now())
    if found is None or found.role is Role.MEMBER:
        raise Missing(_("Nobody holds that role any more."))
    return found


def count_members(place_id: int) -> int:
    """Return how many people have joined this place."""
    return _MEMBERS.first(place_id=place_id) or 0


def list_past(place_id: int, key: Key | None = None, size: int = 50) -> Page[PastRow]:
    """Return one page of all roles ever given for this place, the latest first; who joined is not among them."""
    found = _past(key is not None, key is not None and key.back).all(
        place_id=place_id, size=size + 1, key_id=key.id if key else None
    )
    return page_of(found, size, key, lambda row: (0, row.id))


def count_admins() -> int:
    """Return how many people administer the site."""
    admins = (
        select(func.count(Grant.person_id.distinct()))
        .join(Account, Account.person_id == Grant.person_id)
        .where(Grant.role == Role.ADMIN, Grant.place_id == ROOT_ID, Account.closed_at.is_(None), *_NOW_HELD)
    )
    return int(execute(admins, {"at": now()}).scalar_one())


def _just_before(until: datetime | None) -> datetime | None:
    """Return a moment of the last day: a role ends at the midnight after it."""
    return until - timedelta(seconds=1) if until else None


def _role(text: str) -> tuple[Role, int]:
    role, place_id = text.split(" ")
    return Role(role), int(place_id)
