"""What can be known about ideas."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, exists, func, literal, null, select, union_all
from sqlalchemy.orm import aliased

from community.accounts.models import Person
from community.ideas.models import Choice, Idea, IdeaCount, Status, StatusChange, Vote
from community.ideas.ranking import LOTS
from community.ideas.rules import voting_is_open
from community.places.models import ROOT_ID, Ancestry, Place
from community.platform.database import execute, unindexed
from community.platform.errors import Missing
from community.platform.paging import Key, Page, page_ids, page_of
from community.platform.reading import Reading, note
from community.platform.text import _, slug

__all__ = [
    "Filter",
    "IdeaPage",
    "IdeaRow",
    "Order",
    "StatusStep",
    "address_of",
    "count_by_status",
    "count_ideas",
    "get_idea",
    "list_ideas",
    "list_status_steps",
    "parse_key",
]

WALK_FOR_GATHER = 10
"""Gathering a match costs as much as walking past two ideas, and a page needs twenty-one of them."""

MOST_GATHERED = 100_000
"""More than are ever gathered, so that this limit only keeps the two steps apart."""


class Order(StrEnum):
    """How a list of ideas can be sorted."""

    NEWEST = "newest"
    SUPPORTED = "supported"
    CONTESTED = "contested"
    SHARE = "share"
    RANDOM = "random"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which ideas a list shows."""

    place_id: int = ROOT_ID
    status: Status | None = None


class IdeaRow(NamedTuple):
    """An idea as a list shows it."""

    id: int
    title: str
    lead: str
    language: str
    direction: str
    place_id: int
    place_name: str
    status: Status
    created_at: datetime | None
    support_count: int
    oppose_count: int
    pass_count: int
    tally: int | None
    my_choice: Choice | None
    value: Any

    @property
    def url(self) -> str:
        return _address(self.id, self.title)

    @property
    def votable(self) -> bool:
        return voting_is_open(self.status)


class IdeaPage(NamedTuple):
    """An idea as its own page shows it."""

    id: int
    title: str
    body_html: str
    lead: str
    language: str
    direction: str
    place_id: int
    author_name: str | None
    status: Status
    created_at: datetime | None
    support_count: int
    oppose_count: int
    pass_count: int
    tally: int | None
    share_low: float
    my_choice: Choice | None

    @property
    def url(self) -> str:
        return _address(self.id, self.title)

    @property
    def votable(self) -> bool:
        return voting_is_open(self.status)


class StatusStep(NamedTuple):
    """One step of an idea's status."""

    status: Status
    reason: str
    changed_at: datetime


class _StatusCount(NamedTuple):
    status: Status
    count: int  # type: ignore[assignment]


_SORTED_BY = {
    Order.NEWEST: Idea.listed_at,
    Order.SUPPORTED: Idea.support_count,
    Order.CONTESTED: Idea.contested,
    Order.SHARE: Idea.share_low,
}
_CARD = (
    Idea.id, Idea.title, Idea.lead, Idea.language, Idea.direction, Idea.place_id, Place.name,
    Idea.status, Idea.created_at, Idea.support_count, Idea.oppose_count, Idea.pass_count, Idea.tally,
)  # fmt: skip


def list_ideas(
    where: Filter,
    order: Order,
    matching: int,
    *,
    key: Key | None = None,
    seed: int = 0,
    viewer_id: int | None = None,
    size: int = 20,
) -> Page[IdeaRow]:
    """Return one page of ideas; `matching` is how many there are in all (see count_by_status).

    The random order is a ring of lots, drawn when each idea came; the seed says where on the ring to
    begin, so everybody who opens the same address sees the same order. It goes forward only.
    """
    random = order is Order.RANDOM
    filtered = where.place_id != ROOT_ID or where.status is not None
    reading = _reading(
        order,
        inside=where.place_id != ROOT_ID,
        by_status=where.status is not None,
        few=filtered and matching * matching <= WALK_FOR_GATHER * sum(count_by_status(ROOT_ID).values()),
        keyed=key is not None and not random,
        back=key is not None and key.back and not random,
        signed_in=viewer_id is not None,
    )
    values = {
        "place_id": where.place_id,
        "status": where.status,
        "size": size + 1,
        "key": key.value if key else None,
        "key_id": key.id if key else None,
        "viewer_id": viewer_id,
        **(_arcs(seed, key) if random else {}),
    }
    found = reading.all(**values)
    if not random:
        return page_of(found, size, key, lambda row: (row.value, row.id))
    start = _start(seed)
    page = page_of(found, size, key, lambda row: ((row.value - start) % LOTS, row.id))
    return Page(page.rows, None, page.next)


def parse_key(order: Order) -> Callable[[str], Any]:
    """Return what turns the text of a page key's value into what `order` compares."""
    return {Order.NEWEST: _instant, Order.CONTESTED: _score, Order.SHARE: _score}.get(order, _whole)


def count_by_status(place_id: int) -> Mapping[Status, int]:
    """Return how many ideas the place has of each status, with all that lies under it."""
    return {status: count for status, count in _COUNTS.all(place_id=place_id) if count}


def count_ideas(place_ids: Sequence[int]) -> Mapping[int, int]:
    """Return how many ideas each of these places has, with all that lies under it."""
    counts = {place_id: int(count) for place_id, count in execute(_COUNTS_EACH, {"place_ids": place_ids})}
    note(counts)
    return counts


def get_idea(idea_id: int, viewer_id: int | None = None) -> IdeaPage:
    """Return the idea with this id; raise Missing when there is none."""
    found = _IDEA.first(idea_id=idea_id, viewer_id=viewer_id or 0)
    if found is None:
        raise Missing(_("There is no such idea."))
    return found


def address_of(idea_id: int) -> str:
    """Return the address of the idea's page; raise Missing when there is no such idea."""
    title = _TITLE.first(idea_id=idea_id)
    if title is None:
        raise Missing(_("There is no such idea."))
    return _address(idea_id, title)


def list_status_steps(idea_id: int) -> Sequence[StatusStep]:
    """Return how the idea's status changed, the latest first."""
    return _STEPS.all(idea_id=idea_id)


_COUNTS = Reading(
    _StatusCount, select(IdeaCount.status, IdeaCount.count).where(IdeaCount.place_id == bindparam("place_id"))
)
_COUNTS_EACH = (
    select(IdeaCount.place_id, func.sum(IdeaCount.count))
    .where(IdeaCount.place_id.in_(bindparam("place_ids", expanding=True)))
    .group_by(IdeaCount.place_id)
)
_MY_VOTE = and_(Vote.idea_id == Idea.id, Vote.person_id == bindparam("viewer_id"))
_TITLE = Reading(str, select(Idea.title).where(Idea.id == bindparam("idea_id")))
_IDEA = Reading(
    IdeaPage,
    select(
        Idea.id, Idea.title, Idea.body_html, Idea.lead, Idea.language, Idea.direction, Idea.place_id, Person.name,
        Idea.status, Idea.created_at, Idea.support_count, Idea.oppose_count, Idea.pass_count, Idea.tally,
        Idea.share_low, Vote.choice,
    )
    .outerjoin(Person, Person.id == Idea.author_id)
    .outerjoin(Vote, _MY_VOTE)
    .where(Idea.id == bindparam("idea_id")),
)  # fmt: skip
_STEPS = Reading(
    StatusStep,
    select(StatusChange.status, StatusChange.reason, StatusChange.changed_at)
    .where(StatusChange.idea_id == bindparam("idea_id"))
    .order_by(StatusChange.id.desc())
    .limit(50),
)


@cache
def _reading(
    order: Order, *, inside: bool, by_status: bool, few: bool, keyed: bool, back: bool, signed_in: bool
) -> Reading[IdeaRow]:
    """Build the list once for each shape it can have; only parameters change between requests."""
    table: Any = _gathered(inside, by_status) if few else Idea
    rows = select(table) if table is not Idea else _walked(inside, by_status)
    if order is Order.RANDOM:
        ids = _ring(rows, table)
    else:
        value = getattr(table, _SORTED_BY[order].key)
        ids = page_ids(rows, value, table.id, descending=True, keyed=keyed, back=back)
    page = ids.subquery("page")
    columns = [*_CARD, Vote.choice if signed_in else null().label("choice"), page.c.value]
    cards = select(*columns).join_from(page, Idea, Idea.id == page.c.id).join(Place, Place.id == Idea.place_id)
    if signed_in:
        cards = cards.outerjoin(Vote, _MY_VOTE)
    if order is Order.RANDOM:
        cards = cards.order_by(page.c.arc, page.c.value, page.c.id)
    elif back:
        cards = cards.order_by(page.c.value, page.c.id)
    else:
        cards = cards.order_by(page.c.value.desc(), page.c.id.desc())
    return Reading(IdeaRow, cards)


def _walked(inside: bool, by_status: bool) -> Select[Any]:
    """Walk the order's index and drop what does not match: right when much matches.

    The conditions are written so that no index fits them, or the database would gather and sort it all.
    """
    rows = select(Idea)
    if inside:
        under = exists().where(Ancestry.place_id == Idea.place_id, Ancestry.ancestor_id == bindparam("place_id"))
        rows = rows.where(under)
    if by_status:
        rows = rows.where(unindexed(Idea.status) == bindparam("status", type_=Idea.status.type))
    return rows


def _gathered(inside: bool, by_status: bool) -> Any:
    """Gather the matches by index, to be sorted after: right when few match."""
    rows = select(Idea)
    if inside:
        under = select(Ancestry.place_id).where(Ancestry.ancestor_id == bindparam("place_id"))
        rows = rows.where(Idea.place_id.in_(under))
    if by_status:
        rows = rows.where(Idea.status == bindparam("status"))
    return aliased(Idea, rows.limit(MOST_GATHERED).subquery("few"))


def _ring(rows: Select[Any], table: Any) -> Select[Any]:
    """Return the ids of a page on the ring: the arc from the key to the end of the lots, then the rest."""
    arcs = []
    for number, name in enumerate(("first", "second")):
        low, high, low_id = (bindparam(f"{name}_{part}", type_=Idea.id.type) for part in ("low", "high", "id"))
        arc = (
            rows.with_only_columns(literal(number).label("arc"), table.id.label("id"), table.lot.label("value"))
            .where(table.lot >= low, table.lot < high, (table.lot > low) | (table.id > low_id))
            .order_by(table.lot, table.id)
            .limit(bindparam("size", type_=Idea.id.type))
        )
        arcs.append(select(arc.subquery(name)))
    both = union_all(*arcs).subquery("both")
    return select(both).order_by(both.c.arc, both.c.value, both.c.id).limit(bindparam("size", type_=Idea.id.type))


def _arcs(seed: int, key: Key | None) -> dict[str, int]:
    start, gone, key_id = _start(seed), (key.value % LOTS if key else 0), (key.id if key else 0)
    low = start + gone
    if low < LOTS:
        return dict(first_low=low, first_high=LOTS, first_id=key_id, second_low=0, second_high=start, second_id=0)
    return dict(first_low=0, first_high=0, first_id=0, second_low=low - LOTS, second_high=start, second_id=key_id)


def _address(idea_id: int, title: str) -> str:
    return f"/ideas/{idea_id}/{slug(title)}"


def _start(seed: int) -> int:
    """Spread seeds over the ring: neighbours 1, 2, 3 begin far apart (Knuth's multiplicative hashing)."""
    return seed * 2_654_435_769 % LOTS


def _whole(text: str) -> int:
    value = int(text)
    if abs(value) >= 2**31:
        raise ValueError(text)
    return value


def _score(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
