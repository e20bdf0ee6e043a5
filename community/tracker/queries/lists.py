"""Pages of a list of commitments: as cards show them, or whole, as tables for spreadsheets and programs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import aliased

from community.accounts.models import Person
from community.places.models import Place
from community.platform.paging import Key, Page, instant, page_ids, page_of
from community.platform.reading import Reading
from community.tracker.chain import Mark, marks
from community.tracker.models import Commitment, Signal, Status
from community.tracker.queries.filters import Filter, Order, conditions
from community.tracker.queries.rows import address

__all__ = ["CommitmentRecord", "CommitmentRow", "list_commitments", "list_records", "parse_key"]

Row = TypeVar("Row", bound=tuple[Any, ...])

MOST_GATHERED = 100_000
"""More than are ever gathered, so that this limit only keeps the two steps apart."""

WALK_FOR_GATHER = 10
"""Gathering a match costs as much as walking past two commitments, and a page needs twenty-one of them."""


class CommitmentRow(NamedTuple):
    """A commitment as a list shows it; `value` is what the list is sorted by."""

    id: int
    title: str
    lead: str
    language: str
    direction: str
    place_id: int
    place_name: str
    owner_id: int | None
    owner_person: str | None
    owner_name: str | None
    status: Status
    signal: Signal
    made_at: datetime | None
    due_on: date | None
    first_due_on: date | None
    moved_count: int
    next_step: str | None
    next_on: date | None
    news_at: datetime | None
    delivered_at: datetime | None
    stopped_at: datetime | None
    asked_count: int
    yes_count: int
    partly_count: int
    no_count: int
    theme_count: int
    idea_count: int
    place_count: int
    people_count: int
    tally: int | None
    value: Any

    @property
    def url(self) -> str:
        return address(self.id, self.title)

    @property
    def owner(self) -> str | None:
        """The name of who answers for it; none when it is not stated, or nobody is there any more."""
        return self.owner_person or self.owner_name

    @property
    def answers(self) -> int:
        return self.yes_count + self.partly_count + self.no_count

    @property
    def marks(self) -> tuple[Mark, ...]:
        """How the six stations of its thread stand."""
        return marks(self.theme_count > 0, self)


class CommitmentRecord(NamedTuple):
    """A commitment with all that is public of it; `value` is what the list is sorted by."""

    id: int
    external_id: str
    title: str
    body: str
    language: str
    place_key: str
    place_name: str
    owner_person: str | None
    owner_name: str | None
    status: Status
    signal: Signal
    made_at: datetime | None
    due_on: date | None
    first_due_on: date | None
    moved_count: int
    next_step: str | None
    next_on: date | None
    news_at: datetime | None
    delivered_at: datetime | None
    stopped_at: datetime | None
    measure: str | None
    cost: str | None
    theme_count: int
    idea_count: int
    place_count: int
    people_count: int
    tally: int | None
    asked_count: int
    yes_count: int
    partly_count: int
    no_count: int
    value: Any

    @property
    def url(self) -> str:
        return address(self.id, self.title)

    @property
    def answers(self) -> int:
        return self.yes_count + self.partly_count + self.no_count


_COLUMNS: dict[Any, tuple[Any, ...]] = {
    CommitmentRow: (
        Commitment.id, Commitment.title, Commitment.lead, Commitment.language, Commitment.direction,
        Commitment.place_id, Place.name, Commitment.owner_id, Person.name, Commitment.owner_name,
        Commitment.status, Commitment.signal, Commitment.created_at, Commitment.due_on, Commitment.first_due_on,
        Commitment.moved_count, Commitment.next_step, Commitment.next_on, Commitment.news_at, Commitment.delivered_at,
        Commitment.stopped_at, Commitment.asked_count, Commitment.yes_count, Commitment.partly_count,
        Commitment.no_count, Commitment.theme_count, Commitment.idea_count, Commitment.place_count,
        Commitment.people_count, Commitment.tally,
    ),
    CommitmentRecord: (
        Commitment.id, Commitment.external_id, Commitment.title, Commitment.body, Commitment.language,
        Place.external_id, Place.name, Person.name, Commitment.owner_name, Commitment.status, Commitment.signal,
        Commitment.created_at, Commitment.due_on, Commitment.first_due_on, Commitment.moved_count,
        Commitment.next_step, Commitment.next_on, Commitment.news_at, Commitment.delivered_at, Commitment.stopped_at,
        Commitment.measure, Commitment.cost, Commitment.theme_count, Commitment.idea_count, Commitment.place_count,
        Commitment.people_count, Commitment.tally, Commitment.asked_count, Commitment.yes_count,
        Commitment.partly_count, Commitment.no_count,
    ),
}  # fmt: skip
"""All of a row but its value."""

_SORTED_BY = {
    Order.SOONEST: Commitment.sooner_at,
    Order.NEWEST: Commitment.listed_at,
    Order.ASKED: Commitment.people_count,
}


def list_commitments(
    where: Filter, order: Order, *, matching: int, of: int, key: Key | None = None, size: int = 20
) -> Page[CommitmentRow]:
    """Return one page of commitments; `matching` is how many match, `of` how many there are."""
    return _page(CommitmentRow, where, order, where.narrow and matching * matching <= WALK_FOR_GATHER * of, key, size)


def list_records(where: Filter, order: Order, *, key: Key | None = None, size: int = 500) -> Page[CommitmentRecord]:
    """Return one long page of commitments with all that is public of them."""
    return _page(CommitmentRecord, where, order, where.narrow, key, size)


def parse_key(order: Order) -> Callable[[str], Any]:
    """Return what turns the text of a page key's value into what `order` compares."""
    return _whole if order is Order.ASKED else instant


def _page(row: type[Row], where: Filter, order: Order, few: bool, key: Key | None, size: int) -> Page[Row]:
    back = key is not None and key.back
    found = _statement(row, order, where.shape, few, key is not None, back).all(
        size=size + 1, key=key.value if key else None, key_id=key.id if key else None, **where.values()
    )
    return page_of(found, size, key, lambda row: (row.value, row.id))


@cache
def _statement(row: Any, order: Order, shape: Any, few: bool, keyed: bool, back: bool) -> Reading[Any]:
    """Build the list once for each shape it can have: the ids of one page, then what is shown of each.

    `few`: the matches are gathered and sorted; otherwise the order's index is walked.
    """
    rows = select(Commitment).where(*conditions(shape, gathered=few))
    table: Any = aliased(Commitment, rows.limit(MOST_GATHERED).subquery("few")) if few else Commitment
    value, falling = getattr(table, _SORTED_BY[order].key), order is not Order.SOONEST
    picked = select(table) if few else rows
    page = page_ids(picked, value, table.id, descending=falling, keyed=keyed, back=back).subquery("page")
    down = falling != back
    return Reading(
        row,
        select(*_COLUMNS[row], page.c.value)
        .join_from(page, Commitment, Commitment.id == page.c.id)
        .join(Place, Place.id == Commitment.place_id)
        .outerjoin(Person, Person.id == Commitment.owner_id)
        .order_by(page.c.value.desc() if down else page.c.value, page.c.id.desc() if down else page.c.id),
    )


def _whole(text: str) -> int:
    value = int(text)
    if abs(value) >= 2**31:
        raise ValueError(text)
    return value
