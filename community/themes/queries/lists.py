"""Lists of themes: for everybody, and for who has them in hand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, exists, func, select

from community.places.models import ROOT_ID, Ancestry, Place
from community.platform.database import execute
from community.platform.paging import Key, Page, instant, page_ids, page_of
from community.platform.reading import Reading, note
from community.platform.text import fold
from community.roles.models import Role
from community.roles.queries import Viewer
from community.roles.rules import holds
from community.themes.models import GATHERED, Theme, ThemeIdea
from community.themes.queries.rows import THEME_ROW, ThemeLink, ThemeRow

__all__ = [
    "Hand",
    "Order",
    "ThemeChoice",
    "count_in_hand",
    "count_themes",
    "list_in_hand",
    "list_themes",
    "list_to_gather",
    "parse_key",
    "themes_of",
]

MOST_CHOSEN = 50
"""So many themes one chooses among; more are found by a word of their names."""
MOST_SEARCHED = 1_000


class Order(StrEnum):
    """How a list of themes can be sorted."""

    NEWEST = "newest"
    PEOPLE = "people"


class Hand(StrEnum):
    """How a theme stands for who has it in hand."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class ThemeChoice(NamedTuple):
    """A theme into which ideas can be gathered."""

    id: int
    title: str
    place_name: str
    listed: bool


_SORTED_BY: Mapping[Order, Any] = {Order.NEWEST: Theme.listed_at, Order.PEOPLE: Theme.people_count}
_IS = {
    Hand.DRAFT: (Theme.published_at.is_(None), Theme.withdrawn_at.is_(None)),
    Hand.PUBLISHED: (Theme.listed,),
    Hand.WITHDRAWN: (Theme.withdrawn_at.is_not(None),),
}
_UNDER = exists().where(Ancestry.place_id == Theme.place_id, Ancestry.ancestor_id == bindparam("place_id"))
_HELD: Any = bindparam("held", expanding=True)
_MINE = exists().where(Ancestry.place_id == Theme.place_id, Ancestry.ancestor_id.in_(_HELD))
_COUNT = Reading(int, select(func.count()).select_from(Theme).where(Theme.listed, _UNDER))
_LINKS = (
    select(ThemeIdea.idea_id, Theme.id, Theme.title, Theme.language, Theme.direction, ThemeIdea.added_at)
    .join(Theme, Theme.id == ThemeIdea.theme_id)
    .where(ThemeIdea.idea_id.in_(bindparam("idea_ids", expanding=True)), GATHERED, Theme.listed)
    .order_by(ThemeIdea.id)
)
_CHOICES = (
    select(Theme.id, Theme.title, Place.name, Theme.listed)
    .join(Place, Place.id == Theme.place_id)
    .where(Theme.place_id.in_(bindparam("place_ids", expanding=True)), Theme.withdrawn_at.is_(None))
    .order_by(Theme.recorded_at.desc(), Theme.id.desc())
    .limit(MOST_SEARCHED)
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


def list_in_hand(
    viewer: Viewer, hand: Hand, *, place_id: int = ROOT_ID, key: Key | None = None, size: int = 20
) -> Page[ThemeRow]:
    """Return one page of the themes that the viewer may change, the latest first."""
    rows = (
        select(*THEME_ROW, Theme.recorded_at)
        .join(Place, Place.id == Theme.place_id)
        .where(_MINE, _UNDER, *_IS[hand])
        .order_by(Theme.id.asc() if key and key.back else Theme.id.desc())
        .limit(size + 1)
    )
    if key:
        rows = rows.where(Theme.id > key.id if key.back else Theme.id < key.id)
    values = {"held": _moderated(viewer), "place_id": place_id}
    found = [ThemeRow(*row) for row in execute(rows, values)]
    note(found)
    return page_of(found, size, key, lambda row: (0, row.id))


def count_in_hand(viewer: Viewer, place_id: int = ROOT_ID) -> Mapping[Hand, int]:
    """Return how many themes the viewer may change are drafts, published and withdrawn."""
    columns = [func.count().filter(*_IS[hand]) for hand in Hand]
    counting = select(*columns).select_from(Theme).where(_MINE, _UNDER)
    found = execute(counting, {"held": _moderated(viewer), "place_id": place_id}).one()
    counts = dict(zip(Hand, found, strict=True))
    note(counts)
    return counts


def list_to_gather(viewer: Viewer, line: Sequence[int], words: str = "") -> tuple[Sequence[ThemeChoice], int]:
    """Return the themes into which the viewer may gather what lies in a place, and how many there are.

    `line` are the ids from the root down to the place. With `words`, only those in whose name they stand.
    """
    place_ids = [each for at, each in enumerate(line) if holds(viewer.held, Role.MODERATOR, line[: at + 1])]
    sought = fold(words.strip())
    found = [ThemeChoice(*row) for row in execute(_CHOICES, {"place_ids": place_ids})]
    note(found)
    named = [each for each in found if sought in fold(each.title)]
    return named[:MOST_CHOSEN], len(named)


@cache
def _listed(order: Order, inside: bool, keyed: bool, back: bool) -> Reading[ThemeRow]:
    """Walk the order's index: themes are few, some hundreds where ideas are a hundred thousand."""
    number: Any = Theme.id
    rows: Select[Any] = select(Theme).where(Theme.listed)
    if inside:
        rows = rows.where(_UNDER)
    page = page_ids(rows, _SORTED_BY[order], number, descending=True, keyed=keyed, back=back).subquery("page")
    cards = (
        select(*THEME_ROW, page.c.value)
        .join_from(page, Theme, Theme.id == page.c.id)
        .join(Place, Place.id == Theme.place_id)
    )
    by = (page.c.value, page.c.id) if back else (page.c.value.desc(), page.c.id.desc())
    return Reading(ThemeRow, cards.order_by(*by))


def _moderated(viewer: Viewer) -> Collection[int]:
    """Return the places for which the viewer is a moderator, and so for all that lies under them."""
    return [place_id for role, place_id in viewer.held if role in (Role.MODERATOR, Role.ADMIN)]


def _whole(text: str) -> int:
    value = int(text)
    if abs(value) >= 2**31:
        raise ValueError(text)
    return value
