"""What moderators are shown of the themes that they have in hand, and of the ideas that they gather."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, exists, func, select

from community.ideas.models import Idea
from community.ideas.queries.rows import address
from community.notifications.models import News, Thing
from community.places.models import ROOT_ID, Ancestry, Place
from community.platform.clock import now
from community.platform.database import execute
from community.platform.paging import Key, Page, page_of
from community.platform.reading import Reading, note
from community.platform.text import fold
from community.roles.models import Role
from community.roles.queries import Viewer
from community.themes.models import Theme
from community.themes.queries.lists import UNDER
from community.themes.queries.rows import THEME_ROW, Hand, ThemeRow
from community.themes.rules import may_distil

__all__ = [
    "ChosenIdea",
    "PlaceThemes",
    "ThemeChoice",
    "Waiting",
    "common_line",
    "count_in_hand",
    "in_hand",
    "list_chosen",
    "list_in_hand",
    "list_places_in_hand",
    "list_to_gather",
    "waiting_of",
]

MOST_CHOSEN = 50
"""So many themes one chooses among; more are found by a word of their names."""
MOST_SEARCHED = 1_000
MOST_PLACES = 100


class ThemeChoice(NamedTuple):
    """A theme into which ideas can be gathered."""

    id: int
    title: str
    language: str
    direction: str
    place_name: str
    listed: bool


class ChosenIdea(NamedTuple):
    """An idea that is about to be gathered."""

    id: int
    title: str
    language: str
    direction: str
    place_id: int
    place_name: str

    @property
    def url(self) -> str:
        return address(self.id, self.title)


class PlaceThemes(NamedTuple):
    """A place with so many themes in itself."""

    id: int
    name: str
    themes: int


class Waiting(NamedTuple):
    """That people are told of a theme, from when, and how many; until then it can be taken back."""

    due_at: datetime
    told: int
    unreached: int


_IS = {
    Hand.DRAFT: (Theme.published_at.is_(None), Theme.withdrawn_at.is_(None)),
    Hand.PUBLISHED: (Theme.listed,),
    Hand.WITHDRAWN: (Theme.withdrawn_at.is_not(None),),
}
_HELD: Any = bindparam("held", expanding=True)
_MINE = exists().where(Ancestry.place_id == Theme.place_id, Ancestry.ancestor_id.in_(_HELD))
_CHOICES = (
    select(Theme.id, Theme.title, Theme.language, Theme.direction, Place.name, Theme.listed)
    .join(Place, Place.id == Theme.place_id)
    .where(Theme.place_id.in_(bindparam("place_ids", expanding=True)), Theme.withdrawn_at.is_(None))
    .order_by(Theme.recorded_at.desc(), Theme.id.desc())
    .limit(MOST_SEARCHED)
)
_PLACES = (
    select(Place.id, Place.name, func.count())
    .join(Theme, Theme.place_id == Place.id)
    .where(_MINE)
    .group_by(Place.id, Place.name)
    .order_by(func.count().desc(), Place.id)
    .limit(MOST_PLACES)
)
_IDS: Any = bindparam("ids", expanding=True)
_CHOSEN = (
    select(Idea.id, Idea.title, Idea.language, Idea.direction, Idea.place_id, Place.name)
    .join(Place, Place.id == Idea.place_id)
    .where(Idea.id.in_(_IDS), Idea.listed)
    .order_by(Idea.id)
)
_COMMON = (
    select(Ancestry.ancestor_id)
    .join(Place, Place.id == Ancestry.ancestor_id)
    .where(Ancestry.place_id.in_(_IDS))
    .group_by(Ancestry.ancestor_id, Place.depth)
    .having(func.count() == bindparam("places"))
    .order_by(Place.depth)
)
_WAITING = Reading(
    Waiting,
    select(func.max(News.due_at), func.sum(News.told_count), func.sum(News.unreached_count))
    .where(
        News.thing == Thing.THEME,
        News.thing_id == bindparam("theme_id"),
        News.cancelled_at.is_(None),
        News.due_at > bindparam("at", type_=News.due_at.type),
    )
    .having(func.count() > 0),
)


def in_hand(viewer: Viewer | None, line: Sequence[int]) -> bool:
    """Say whether the viewer distils themes in the place that `line` ends with: ids from the root down to it."""
    return viewer is not None and may_distil(viewer.held, line)


def list_in_hand(
    viewer: Viewer, hand: Hand, *, place_id: int = ROOT_ID, key: Key | None = None, size: int = 20
) -> Page[ThemeRow]:
    """Return one page of the themes that the viewer may change, the latest first."""
    rows = (
        select(*THEME_ROW, Theme.recorded_at)
        .join(Place, Place.id == Theme.place_id)
        .where(_MINE, UNDER, *_IS[hand])
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
    counting = select(*columns).select_from(Theme).where(_MINE, UNDER)
    found = execute(counting, {"held": _moderated(viewer), "place_id": place_id}).one()
    counts = dict(zip(Hand, found, strict=True))
    note(counts)
    return counts


def list_to_gather(viewer: Viewer, line: Sequence[int], words: str = "") -> tuple[Sequence[ThemeChoice], int]:
    """Return the themes into which the viewer may gather what lies in a place, and how many there are.

    `line` are the ids from the root down to the place. With `words`, only those in whose name they stand.
    """
    place_ids = [each for at, each in enumerate(line) if may_distil(viewer.held, line[: at + 1])]
    sought = fold(words.strip())
    found = [ThemeChoice(*row) for row in execute(_CHOICES, {"place_ids": place_ids})]
    note(found)
    named = [each for each in found if sought in fold(each.title)]
    return named[:MOST_CHOSEN], len(named)


def list_places_in_hand(viewer: Viewer) -> Sequence[PlaceThemes]:
    """Return the places of the themes that the viewer may change, those with the most first."""
    found = [PlaceThemes(*row) for row in execute(_PLACES, {"held": _moderated(viewer)})]
    note(found)
    return found


def list_chosen(idea_ids: Collection[int]) -> Sequence[ChosenIdea]:
    """Return those of these ideas that are listed."""
    found = [ChosenIdea(*row) for row in execute(_CHOSEN, {"ids": sorted(idea_ids)})]
    note(found)
    return found


def common_line(place_ids: Collection[int]) -> Sequence[int]:
    """Return the ids of the places in which all of these lie, from the root down to the smallest."""
    ids = sorted(set(place_ids))
    line = [place_id for (place_id,) in execute(_COMMON, {"ids": ids, "places": len(ids)})]
    note(line)
    return line


def waiting_of(theme_id: int) -> Waiting | None:
    """Return what people are about to be told of the theme, if it is still to come."""
    return _WAITING.first(theme_id=theme_id, at=now())


def _moderated(viewer: Viewer) -> Collection[int]:
    """Return the places for which the viewer is a moderator, and so for all that lies under them."""
    return [place_id for role, place_id in viewer.held if role in (Role.MODERATOR, Role.ADMIN)]
