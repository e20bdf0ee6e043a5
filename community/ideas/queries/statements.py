"""The SELECT of a list of ideas, in each shape it can have."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, exists, literal, null, select, union_all
from sqlalchemy.orm import aliased

from community.ideas.models import Idea, Status
from community.ideas.queries.rows import IDEA_ROW, IdeaRow
from community.ideas.queries.standing import MY_VOTE
from community.places.models import ROOT_ID, Ancestry, Place
from community.platform.database import unindexed
from community.platform.paging import page_ids
from community.platform.reading import Reading

__all__ = ["Filter", "Order", "statement"]

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


_SORTED_BY = {
    Order.NEWEST: Idea.listed_at,
    Order.SUPPORTED: Idea.support_count,
    Order.CONTESTED: Idea.contested,
    Order.SHARE: Idea.share_low,
}


@cache
def statement(
    order: Order, *, inside: bool, by_status: bool, few: bool, keyed: bool, back: bool, signed_in: bool
) -> Reading[IdeaRow]:
    """Build the list once for each shape it can have; only parameters change between requests.

    First the ids of one page, by an index; then what a card shows of each.
    """
    table: Any = _gathered(inside, by_status) if few else Idea
    rows = select(table) if table is not Idea else _walked(inside, by_status)
    if order is Order.RANDOM:
        ids = _ring(rows, table)
    else:
        value = getattr(table, _SORTED_BY[order].key)
        ids = page_ids(rows, value, table.id, descending=True, keyed=keyed, back=back)
    page = ids.subquery("page")
    columns = [*IDEA_ROW, MY_VOTE if signed_in else null().label("choice"), page.c.value]
    cards = select(*columns).join_from(page, Idea, Idea.id == page.c.id).join(Place, Place.id == Idea.place_id)
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
    rows = select(Idea).where(Idea.listed)
    if inside:
        under = exists().where(Ancestry.place_id == Idea.place_id, Ancestry.ancestor_id == bindparam("place_id"))
        rows = rows.where(under)
    if by_status:
        rows = rows.where(unindexed(Idea.status) == bindparam("status", type_=Idea.status.type))
    return rows


def _gathered(inside: bool, by_status: bool) -> Any:
    """Gather the matches by index, to be sorted after: right when few match."""
    rows = select(Idea).where(unindexed(Idea.listed))
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
