"""What can be known of claims, of who counts as whom, and of what two have in common."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from community.accounts.addresses import email_key
from community.accounts.counting import counts_as, same_as
from community.accounts.models import Account, Person
from community.ideas.models import Idea, Vote
from community.persons.models import Claim, PersonJoin
from community.places.models import Ancestry, Place
from community.platform.database import execute
from community.platform.errors import Missing
from community.platform.paging import Key, Page, page_of
from community.platform.reading import Reading, note
from community.platform.text import _, slug

__all__ = [
    "ClaimRow",
    "Found",
    "Holding",
    "JoinRow",
    "WaitingClaim",
    "count_different",
    "find_persons",
    "get_claim",
    "get_holding",
    "get_join",
    "get_my_claim",
    "list_claims",
    "list_joins",
    "list_waiting_claims",
    "waiting_claims",
]


class ClaimRow(NamedTuple):
    """A claim as its page shows it, with what became of it."""

    id: int
    idea_id: int
    title: str
    listed: bool
    language: str
    direction: str
    place_id: int
    place_name: str
    person_id: int
    claimant_id: int
    claimant_name: str | None
    said: str
    claimed_at: datetime
    answered_at: datetime | None
    answer: str | None
    join_id: int | None
    undone_at: datetime | None
    undone_for: str | None

    @property
    def url(self) -> str:
        return f"/claims/{self.id}"

    @property
    def idea_url(self) -> str:
        return f"/ideas/{self.idea_id}/{slug(self.title)}"

    @property
    def result(self) -> str:
        """What became of it: waits, refused, approved or undone."""
        if self.answered_at is None:
            return "waits"
        return "refused" if self.join_id is None else "undone" if self.undone_at else "approved"


class WaitingClaim(NamedTuple):
    """A claim that waits for an answer, as the desk shows it."""

    id: int
    title: str
    language: str
    direction: str
    place_name: str
    claimant_id: int
    claimant_name: str | None
    claimed_at: datetime

    @property
    def url(self) -> str:
        return f"/claims/{self.id}"


class Holding(NamedTuple):
    """What hangs on a person, for who must judge whether they are somebody else."""

    id: int
    external_id: str
    name: str | None
    email: str | None
    counts_as_id: int | None
    ideas: int
    votes: int


class Found(NamedTuple):
    """A person who was looked for."""

    id: int
    external_id: str
    name: str | None
    email: str | None


class JoinRow(NamedTuple):
    """A join, as the list of an admin shows it."""

    id: int
    person_id: int
    person_name: str | None
    person_external_id: str
    into_id: int
    into_name: str | None
    into_external_id: str
    joined_by_name: str | None
    joined_at: datetime
    reason: str
    ended_at: datetime | None
    ended_by_name: str | None
    end_reason: str | None


_CLAIMANT, _PERSON, _INTO = (aliased(Person, name=name) for name in ("claimant", "person_joined", "into_person"))
_JOINER, _ENDER = (aliased(Person, name=name) for name in ("joiner", "ender"))
_CLAIMS = (
    select(
        Claim.id, Claim.idea_id, Idea.title, Idea.listed, Idea.language, Idea.direction, Claim.place_id, Place.name,
        Claim.person_id, counts_as(_CLAIMANT), _CLAIMANT.name, Claim.said, Claim.claimed_at, Claim.answered_at,
        Claim.answer, Claim.join_id, PersonJoin.ended_at, PersonJoin.end_reason,
    )
    .join(Idea, Idea.id == Claim.idea_id)
    .join(Place, Place.id == Claim.place_id)
    .join(_CLAIMANT, _CLAIMANT.id == Claim.claimant_id)
    .outerjoin(PersonJoin, PersonJoin.id == Claim.join_id)
)  # fmt: skip
_ONE = Reading(ClaimRow, _CLAIMS.where(Claim.id == bindparam("claim_id")))
_MINE = Reading(
    ClaimRow,
    _CLAIMS.where(Claim.claimant_id.in_(same_as(bindparam("person_id")))).order_by(Claim.id.desc()).limit(50),
)
_MY_WAITING = Reading(
    ClaimRow,
    _CLAIMS.where(
        Claim.claimant_id.in_(same_as(bindparam("person_id"))),
        Claim.answered_at.is_(None),
        Claim.person_id == select(Idea.author_id).where(Idea.id == bindparam("idea_id")).scalar_subquery(),
    ),
)
_JOINS = (
    select(
        PersonJoin.id, _PERSON.id, _PERSON.name, _PERSON.external_id, _INTO.id, _INTO.name, _INTO.external_id,
        _JOINER.name, PersonJoin.joined_at, PersonJoin.reason, PersonJoin.ended_at, _ENDER.name, PersonJoin.end_reason,
    )
    .join(_PERSON, _PERSON.id == PersonJoin.person_id)
    .join(_INTO, _INTO.id == PersonJoin.into_id)
    .outerjoin(_JOINER, _JOINER.id == PersonJoin.joined_by)
    .outerjoin(_ENDER, _ENDER.id == PersonJoin.ended_by)
)  # fmt: skip
_JOIN = Reading(JoinRow, _JOINS.where(PersonJoin.id == bindparam("join_id")))
_IDEAS = select(func.count()).where(Idea.author_id == Person.id).correlate(Person).scalar_subquery()
_VOTES = select(func.count()).where(Vote.person_id == Person.id).correlate(Person).scalar_subquery()
_HOLDING = Reading(
    Holding,
    select(Person.id, Person.external_id, Person.name, Account.email, Person.counts_as_id, _IDEAS, _VOTES)
    .outerjoin(Account, Account.person_id == Person.id)
    .where(Person.id == bindparam("person_id")),
)
_FIRST, _SECOND = aliased(Vote, name="first"), aliased(Vote, name="second")
_DIFFERENT = Reading(
    int,
    select(func.count())
    .select_from(_FIRST)
    .join(_SECOND, _SECOND.idea_id == _FIRST.idea_id)
    .where(
        _FIRST.person_id == bindparam("one_id"),
        _SECOND.person_id == bindparam("other_id"),
        _FIRST.choice != _SECOND.choice,
    ),
)
_PERSONS = Reading(
    Found,
    select(Person.id, Person.external_id, Person.name, Account.email)
    .outerjoin(Account, Account.person_id == Person.id)
    .where(
        Person.id.in_(
            select(Person.id)
            .where(Person.external_id == bindparam("text"))
            .union(
                select(Account.person_id).where(Account.email_key == bindparam("email_key")),
                select(select(Person.id).where(Person.name == bindparam("text")).limit(10).subquery("named").c.id),
            )
        ),
        Person.erased_at.is_(None),
    )
    .order_by(Person.id)
    .limit(10),
)


def waiting_claims(place_ids: Any) -> Select[Any]:
    """Return, for a statement, the claims that wait in these places and under them."""
    under = exists().where(Ancestry.place_id == Claim.place_id, Ancestry.ancestor_id.in_(place_ids))
    return select(Claim.id).where(Claim.answered_at.is_(None), under)


def list_waiting_claims(place_ids: Sequence[int], most: int = 20) -> Sequence[WaitingClaim]:
    """Return the claims that wait in these places and under them, the oldest first."""
    rows = (
        select(
            Claim.id, Idea.title, Idea.language, Idea.direction, Place.name, counts_as(_CLAIMANT), _CLAIMANT.name,
            Claim.claimed_at,
        )
        .join(Idea, Idea.id == Claim.idea_id)
        .join(Place, Place.id == Claim.place_id)
        .join(_CLAIMANT, _CLAIMANT.id == Claim.claimant_id)
        .where(Claim.id.in_(waiting_claims(bindparam("place_ids", expanding=True))))
        .order_by(Claim.claimed_at, Claim.id)
        .limit(most)
    )  # fmt: skip
    found = [WaitingClaim(*cells) for cells in execute(rows, {"place_ids": place_ids})]
    note(found)
    return found


def get_claim(claim_id: int) -> ClaimRow:
    """Return a claim; raise Missing when there is none. Who may read it, the view asks."""
    found = _ONE.first(claim_id=claim_id)
    if found is None:
        raise Missing(_("There is no such request."))
    return found


def list_claims(person_id: int) -> Sequence[ClaimRow]:
    """Return what this person claimed, the latest first."""
    return _MINE.all(person_id=person_id)


def get_my_claim(person_id: int, idea_id: int) -> ClaimRow | None:
    """Return this person's claim to be who wrote the idea, while it waits."""
    return _MY_WAITING.first(person_id=person_id, idea_id=idea_id)


def get_holding(person_id: int) -> Holding:
    """Return what hangs on a person; raise Missing when there is none."""
    found = _HOLDING.first(person_id=person_id)
    if found is None:
        raise Missing(_("There is no such person."))
    return found


def count_different(one_id: int, other_id: int) -> int:
    """Return on how many ideas these two voted differently."""
    return _DIFFERENT.first(one_id=one_id, other_id=other_id) or 0


def find_persons(text: str) -> Sequence[Found]:
    """Return who has exactly this name, e-mail address or external id; of many namesakes the first."""
    return _PERSONS.all(text=text, email_key=email_key(text)) if text else []


def get_join(join_id: int) -> JoinRow:
    """Return a join that stands; raise Missing when there is none with this id."""
    found = _JOIN.first(join_id=join_id)
    if found is None or found.ended_at is not None:
        raise Missing(_("These two do not count as one."))
    return found


def list_joins(key: Key | None = None, size: int = 20) -> Page[JoinRow]:
    """Return one page of who was joined with whom, the latest first."""
    back = key is not None and key.back
    found = _joins(key is not None, back).all(size=size + 1, key_id=key.id if key else None)
    return page_of(found, size, key, lambda row: (0, row.id))


@cache
def _joins(keyed: bool, back: bool) -> Reading[JoinRow]:
    number = bindparam("key_id", type_=PersonJoin.id.type)
    order = PersonJoin.id.asc() if back else PersonJoin.id.desc()
    rows = _JOINS.order_by(order).limit(bindparam("size", type_=PersonJoin.id.type))
    if keyed:
        rows = rows.where(PersonJoin.id > number if back else PersonJoin.id < number)
    return Reading(JoinRow, rows)
