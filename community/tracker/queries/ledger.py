"""What became of all promises so far, measured by the day first promised: kept on time, kept late, broken, open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, String, and_, bindparam, case, cast, func, literal, null, or_, select, union_all

from community.accounts.models import Person
from community.places.models import Ancestry, Place
from community.platform.database import Instant, seconds_between
from community.platform.reading import Reading
from community.tracker.models import Commitment, Signal
from community.tracker.queries.filters import Owner, OwnerKind

__all__ = ["MOST_ROWS", "Ledger", "LedgerRow", "get_ledger"]

MOST_ROWS = 30
"""So many places and owners a ledger names, those with the most promises."""
DAY = 86_400

KEPT = or_(*(Commitment.signal == signal for signal in (Signal.DELIVERED, Signal.CONFIRMED)))
BROKEN = or_(*(Commitment.signal == signal for signal in (Signal.STOPPED, Signal.DISPUTED)))
OPEN = and_(~KEPT, ~BROKEN)
MEASURED = and_(Commitment.first_due_at.is_not(None), or_(OPEN, Commitment.delivered_at.is_not(None)))
"""A day was promised, and it is known when it was delivered, or that it is not yet."""
AT: Any = bindparam("at", type_=Instant())
OVERDUE = Commitment.first_due_at <= AT


class LedgerRow(NamedTuple):
    """How many promises were made by or for somebody, and what became of them."""

    what: str
    number: int | None
    name: str | None
    made: int
    on_time: int
    kept_late: int
    undated: int
    broken: int
    open: int
    open_late: int
    # Of those that are delivered or were due: how many, and how many days after the day first promised on average.
    measured: int
    seconds_late: float | None

    @property
    def owner(self) -> str:
        """Whose they are, as an address spells it."""
        if self.what == "person":
            return str(Owner(OwnerKind.PERSON, person_id=self.number))
        return str(Owner(OwnerKind.OFFICE, name=self.name) if self.what == "office" else Owner(OwnerKind.NONE))

    @property
    def figures(self) -> list[int]:
        """Made, on time, late, without a day, broken, open, of which late."""
        return [self.made, self.on_time, self.kept_late, self.undated, self.broken, self.open, self.open_late]

    @property
    def days_late(self) -> int | None:
        """How many days after the day first promised they came, or have not come yet, on average."""
        return round((self.seconds_late or 0) / self.measured / DAY) if self.measured else None


@dataclass(frozen=True, slots=True)
class Ledger:
    """All promises of a place and of what lies under it; then by the places directly under it, and by owner."""

    total: LedgerRow
    here: LedgerRow
    by_place: Sequence[LedgerRow]
    by_owner: Sequence[LedgerRow]


def get_ledger(place_id: int, at: datetime) -> Ledger:
    """Return the ledger of a place as it stands at this moment, by one statement."""
    found = _statement().all(place_id=place_id, at=at)
    rows: dict[str, list[LedgerRow]] = {}
    for row in found:
        rows.setdefault(row.what, []).append(row)
    owners = [*rows.get("person", ()), *rows.get("office", ()), *rows.get("none", ())]
    return Ledger(
        rows["total"][0],
        rows["here"][0],
        sorted(rows.get("place", ()), key=lambda row: (-row.made, row.name)),
        sorted(owners, key=lambda row: (row.what == "none", -row.made, row.name)),
    )


@cache
def _statement() -> Reading[LedgerRow]:
    inside = (
        select(Commitment)
        .join(Ancestry, Ancestry.place_id == Commitment.place_id)
        .where(Commitment.listed, Ancestry.ancestor_id == bindparam("place_id"))
    )
    here = select(Commitment).where(Commitment.listed, Commitment.place_id == bindparam("place_id"))
    below = (
        select(Commitment)
        .join(Ancestry, Ancestry.place_id == Commitment.place_id)
        .join(Place, Place.id == Ancestry.ancestor_id)
        .where(Commitment.listed, Place.parent_id == bindparam("place_id"))
        .group_by(Place.id, Place.name)
    )
    people = inside.join(Person, Person.id == Commitment.owner_id).group_by(Person.id, Person.name)
    offices = inside.where(Commitment.owner_name.is_not(None)).group_by(Commitment.owner_name)
    nobody = inside.where(Commitment.owner_id.is_(None), Commitment.owner_name.is_(None))
    parts = [
        inside.with_only_columns(*_cells("total")),
        here.with_only_columns(*_cells("here")),
        _most(below.with_only_columns(*_cells("place", Place.id, Place.name))),
        _most(people.with_only_columns(*_cells("person", Person.id, Person.name))),
        _most(offices.with_only_columns(*_cells("office", None, Commitment.owner_name))),
        nobody.with_only_columns(*_cells("none")).having(func.count() > 0),
    ]
    return Reading(LedgerRow, select(union_all(*parts).subquery("found")))


def _most(counted: Select[Any]) -> Select[Any]:
    return select(counted.order_by(counted.selected_columns["made"].desc()).limit(MOST_ROWS).subquery())


def _cells(what: str, number: Any = None, name: Any = None) -> list[Any]:
    until = func.coalesce(Commitment.delivered_at, AT)
    in_time = and_(KEPT, MEASURED, Commitment.delivered_at < Commitment.first_due_at)
    due = and_(MEASURED, or_(OVERDUE, Commitment.delivered_at.is_not(None)))
    late = case((until > Commitment.first_due_at, seconds_between(Commitment.first_due_at, until)), else_=0.0)
    return [
        literal(what, String).label("what"),
        (cast(null(), Commitment.id.type) if number is None else number).label("number"),
        (cast(null(), Commitment.owner_name.type) if name is None else name).label("name"),
        func.count().label("made"),
        _how_many(in_time).label("on_time"),
        _how_many(and_(KEPT, MEASURED, Commitment.delivered_at >= Commitment.first_due_at)).label("kept_late"),
        _how_many(and_(KEPT, ~MEASURED)).label("undated"),
        _how_many(BROKEN).label("broken"),
        _how_many(OPEN).label("open"),
        _how_many(and_(OPEN, OVERDUE)).label("open_late"),
        _how_many(due).label("measured"),
        func.sum(case((due, late), else_=0.0)).label("seconds_late"),
    ]


def _how_many(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
