"""Lists of themes that everybody sees."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, exists, func, select

from community.places.models import ROOT_ID, Ancestry, Place
from community.platform.database import execute
from community.platform.paging import Key, Page, instant, page_ids, page_of
from community.platform.reading import Reading, note
from community.themes.models import GATHERED, Theme, ThemeIdea
from community.themes.queries.rows import THEME_ROW, ThemeLink, ThemeRow

__all__ = ["UNDER", "Order", "count_themes", "list_themes", "parse_key", "themes_of"]


class Order(StrEnum):
    """How a list of themes can be sorted."""

    NEWEST = "newest"
    PEOPLE = "people"


_SORTED_BY: Mapping[Order, Any] = {Order.NEWEST: Theme.listed_at, Order.PEOPLE: Theme.people_count}
UNDER = exists().where(Ancestry.place_id == Theme.place_id, Ancestry.ancestor_id == bindparam("place_id"))
_COUNT = Reading(int, select(func.count()).select_from(Theme).where(Theme.listed, UNDER))
_LINKS = (
    select(ThemeIdea.idea_id, Theme.id, Theme.title, Theme.language, Theme.direction, ThemeIdea.added_at)
    .join(Theme, Theme.id == ThemeIdea.theme_id)
    .where(ThemeIdea.idea_id.in_(bindparam("idea_ids", expanding=True)), GATHERED, Theme.listed)
    .order_by(ThemeIdea.id)
)


def list_themes(place_id: int, order: Order, *, key: Key | None = None, size: int = 20) -> Page[ThemeRow]:
    """Return one page of the published themes of a place and of what lies under it."""
    found = _listed(order, place_id != ROOT_ID, key is not None, key is not None and key.back).all(
        place_id=place_id, size=size + 1, key=key.value if key else None, key_id=key.id if key else None
    )
    return page_of(found, size, key, lambda row: (row.value, row.id))


def parse_key(order: Order) -> Callable[[str], Any]:
    """Return what turns the text of a page key's value into what `order` compares."""
    return instant if order is Order.NEWEST else _whole


def count_themes(place_id: int) -> int:
    """Return how many published themes the place has, with what lies under it."""
    return _COUNT.first(place_id=place_id) or 0


def themes_of(idea_ids: Sequence[int]) -> Mapping[int, Sequence[ThemeLink]]:
    """Return in which published themes each of these ideas stands, the first one first."""
    links: dict[int, list[ThemeLink]] = {}
    for idea_id, *link in execute(_LINKS, {"idea_ids": idea_ids}):
        links.setdefault(idea_id, []).append(ThemeLink(*link))
    note(links)
    return links


@cache
def _listed(order: Order, inside: bool, keyed: bool, back: bool) -> Reading[ThemeRow]:
    """Walk the order's index: themes are few, some hundreds where ideas are a hundred thousand."""
    number: Any = Theme.id
    rows: Select[Any] = select(Theme).where(Theme.listed)
    if inside:
        rows = rows.where(UNDER)
    page = page_ids(rows, _SORTED_BY[order], number, descending=True, keyed=keyed, back=back).subquery("page")
    cards = (
        select(*THEME_ROW, page.c.value)
        .join_from(page, Theme, Theme.id == page.c.id)
        .join(Place, Place.id == Theme.place_id)
    )
    by = (page.c.value, page.c.id) if back else (page.c.value.desc(), page.c.id.desc())
    return Reading(ThemeRow, cards.order_by(*by))


def _whole(text: str) -> int:
    value = int(text)
    if abs(value) >= 2**31:
        raise ValueError(text)
    return value
