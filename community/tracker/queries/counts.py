"""How many commitments stand how, whose they are, and what waits for one: everything a page of the list counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, String, and_, bindparam, cast, exists, func, literal, null, select, union_all

from community.accounts.models import Person
from community.ideas.models import IdeaCount
from community.ideas.models import Status as IdeaStatus
from community.places.models import ROOT_ID, Ancestry
from community.platform.reading import Reading
from community.themes.models import Theme
from community.tracker.models import ANSWERS_THEME, Commitment, CommitmentTheme, Signal, Status
from community.tracker.queries.filters import Filter, Owner, OwnerKind, conditions

__all__ = ["Choice", "Choices", "Standings", "Survey", "count_standings", "list_choices", "survey", "unanswered"]

MOST_CHOICES = 40
"""So many themes and owners one chooses among, those with the most commitments."""


class Standings(Counter[tuple[Status, Signal]]):
    """How many commitments stand how, by what their leader says and by their signal."""

    def of(self, *signals: Signal) -> int:
        """Return how many have one of these signals."""
        return sum(count for (_status, signal), count in self.items() if signal in signals)

    def said(self, *statuses: Status) -> int:
        """Return of how many their leaders say one of these."""
        return sum(count for (status, _signal), count in self.items() if status in statuses)

    def matching(self, where: Filter) -> int:
        """Return how many of them have the status and the signal that `where` asks for."""
        return sum(
            count
            for (status, signal), count in self.items()
            if where.status in (None, status) and where.signal in (None, signal)
        )


class Choice(NamedTuple):
    """Something to choose commitments by, and how many it has."""

    value: str
    name: str
    has: int


@dataclass(frozen=True, slots=True)
class Survey:
    """What stands where in a place and all that lies under it."""

    standings: Standings
    by_status: Mapping[IdeaStatus, int]
    themes: int
    unanswered: int

    @property
    def ideas(self) -> int:
        """How many ideas there are."""
        return sum(self.by_status.values())

    @property
    def declined(self) -> int:
        """How many of them were said no to."""
        return self.by_status.get(IdeaStatus.DECLINED, 0)


class Choices(NamedTuple):
    """By which themes and owners the commitments of a place can be chosen, those with the most of them."""

    themes: Sequence[Choice]
    owners: Sequence[Choice]


class _Found(NamedTuple):
    what: str
    status: Status | None
    signal: Signal | None
    number: int | None
    name: str | None
    amount: int


def unanswered() -> Any:
    """Say of a theme that no commitment answers it, except for such as were stopped."""
    answered = exists().where(
        CommitmentTheme.theme_id == Theme.id,
        ANSWERS_THEME,
        Commitment.id == CommitmentTheme.commitment_id,
        Commitment.listed,
        Commitment.status != Status.STOPPED,
    )
    return and_(Theme.listed, ~answered)


def count_standings(where: Filter) -> Standings:
    """Return how those stand that match by place, theme and owner, whatever their status and signal."""
    rest = Filter(where.place_id, where.theme_id, where.owner)
    return _standings_of(_standings(rest.shape).all(**rest.values()))


def survey(place_id: int) -> Survey:
    """Return what stands where in a place, by one statement."""
    found: defaultdict[str, list[_Found]] = defaultdict(list)
    for each in _survey(place_id != ROOT_ID).all(place_id=place_id):
        found[each.what].append(each)
    totals = {what: rows[0].amount for what, rows in found.items()}
    return Survey(
        _standings_of(found["standing"]),
        by_status=_ideas_of(found["idea"]),
        themes=totals["themes"],
        unanswered=totals["unanswered"],
    )


def list_choices(place_id: int) -> Choices:
    """Return by which themes and owners one can choose among the commitments of a place, by one statement."""
    found: defaultdict[str, list[_Found]] = defaultdict(list)
    for each in _choices(place_id != ROOT_ID).all(place_id=place_id):
        found[each.what].append(each)
    people = [(Owner(OwnerKind.PERSON, person_id=one.number), one) for one in found["person"]]
    offices = [(Owner(OwnerKind.OFFICE, name=one.name), one) for one in found["office"]]
    owners = [Choice(str(owner), one.name or "", one.amount) for owner, one in (*people, *offices)]
    nobody = [Choice(str(Owner(OwnerKind.NONE)), "", one.amount) for one in found["none"] if one.amount]
    return Choices(
        [Choice(str(one.number), one.name or "", one.amount) for one in found["theme"]],
        [*sorted(owners, key=lambda choice: choice.name.casefold()), *nobody],
    )


def _ideas_of(found: Sequence[_Found]) -> Mapping[IdeaStatus, int]:
    counts = {one.name: one.amount for one in found}
    return {status: counts[status] for status in IdeaStatus if counts.get(status)}


def _standings_of(found: Sequence[_Found]) -> Standings:
    return Standings({(one.status, one.signal): one.amount for one in found if one.status and one.signal})


@cache
def _standings(shape: Any) -> Reading[_Found]:
    return Reading(_Found, _by_standing(select(Commitment).where(*conditions(shape, gathered=False))))


@cache
def _survey(inside: bool) -> Reading[_Found]:
    commitments = select(Commitment).where(*conditions((inside, False, None, False, False), gathered=False))
    themes = select(Theme).where(Theme.listed)
    if inside:
        under = exists().where(Ancestry.place_id == Theme.place_id, Ancestry.ancestor_id == bindparam("place_id"))
        themes = themes.where(under)
    ideas = select(IdeaCount).where(IdeaCount.place_id == bindparam("place_id"))
    status = cast(IdeaCount.status, Commitment.owner_name.type)
    parts = [
        _by_standing(commitments),
        ideas.with_only_columns(*_cells("idea", IdeaCount.count, name=status)),
        themes.with_only_columns(*_cells("themes", func.count())),
        themes.where(unanswered()).with_only_columns(*_cells("unanswered", func.count())),
    ]
    return Reading(_Found, select(union_all(*parts).subquery("found")))


@cache
def _choices(inside: bool) -> Reading[_Found]:
    commitments = select(Commitment).where(*conditions((inside, False, None, False, False), gathered=False))
    of_nobody = commitments.where(Commitment.owner_id.is_(None), Commitment.owner_name.is_(None))
    parts = [
        _by_theme(commitments),
        _by_person(commitments),
        _by_office(commitments),
        of_nobody.with_only_columns(*_cells("none", func.count())),
    ]
    return Reading(_Found, select(union_all(*parts).subquery("found")))


def _by_standing(commitments: Select[Any]) -> Select[Any]:
    counted = commitments.with_only_columns(
        *_cells("standing", func.count(), status=Commitment.status, signal=Commitment.signal)
    )
    return counted.group_by(Commitment.status, Commitment.signal)


def _by_theme(commitments: Select[Any]) -> Select[Any]:
    answering = commitments.join(CommitmentTheme, and_(CommitmentTheme.commitment_id == Commitment.id, ANSWERS_THEME))
    rows = answering.join(Theme, and_(Theme.id == CommitmentTheme.theme_id, Theme.listed))
    counted = rows.with_only_columns(*_cells("theme", func.count(), number=Theme.id, name=Theme.title))
    return _most(counted.group_by(Theme.id, Theme.title))


def _by_person(commitments: Select[Any]) -> Select[Any]:
    rows = commitments.join(Person, Person.id == Commitment.owner_id)
    counted = rows.with_only_columns(*_cells("person", func.count(), number=Person.id, name=Person.name))
    return _most(counted.group_by(Person.id, Person.name))


def _by_office(commitments: Select[Any]) -> Select[Any]:
    rows = commitments.where(Commitment.owner_name.is_not(None))
    counted = rows.with_only_columns(*_cells("office", func.count(), name=Commitment.owner_name))
    return _most(counted.group_by(Commitment.owner_name))


def _most(counted: Select[Any]) -> Select[Any]:
    most = counted.order_by(counted.selected_columns["amount"].desc()).limit(MOST_CHOICES).subquery()
    return select(most)


def _cells(what: str, count: Any, **cells: Any) -> list[Any]:
    """Return the columns of a _Found; those that are not given are empty, and know their type."""
    typed = {
        "status": Commitment.status,
        "signal": Commitment.signal,
        "number": Commitment.id,
        "name": Commitment.owner_name,
    }
    return [
        literal(what, String).label("what"),
        *(cells.get(name, cast(null(), column.type)).label(name) for name, column in typed.items()),
        count.label("amount"),
    ]
