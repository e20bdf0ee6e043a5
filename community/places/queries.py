"""What can be known about places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from community.places.models import ROOT_ID, Ancestry, Place
from community.platform.errors import Missing
from community.platform.paging import Key, Page, page_of
from community.platform.reading import Reading
from community.platform.text import _, fold, slug

__all__ = [
    "PLACE_ROW",
    "Choosing",
    "FoundPlace",
    "PlaceRow",
    "choose_near",
    "find_places",
    "get_place",
    "key_under",
    "list_children",
    "list_tree",
]


class PlaceRow(NamedTuple):
    """A place as pages show it."""

    id: int
    name: str
    kind: str | None
    population: int | None
    depth: int
    tree_key: str

    @property
    def url(self) -> str:
        return f"/places/{self.id}/{slug(self.name)}"

    @property
    def is_root(self) -> bool:
        return self.id == ROOT_ID


class FoundPlace(NamedTuple):
    """A place that was looked for, and the name of the place above it."""

    parent_name: str | None
    place: PlaceRow


class Choosing(NamedTuple):
    """How far somebody has come in choosing one place among many; `more` lie under it than there are children."""

    place: PlaceRow
    above: Sequence[PlaceRow]
    children: Sequence[PlaceRow]
    more: int
    find: str
    found: Sequence[FoundPlace] | None


class _Child(NamedTuple):
    total: int
    place: PlaceRow


PLACE_ROW = (Place.id, Place.name, Place.kind, Place.population, Place.depth, Place.tree_key)
_SIZE = bindparam("size", type_=Place.id.type)
_LINE = Reading(
    PlaceRow,
    select(*PLACE_ROW)
    .join(Ancestry, Ancestry.ancestor_id == Place.id)
    .where(Ancestry.place_id == bindparam("place_id"))
    .order_by(Ancestry.distance.desc()),
)
_CHILD = aliased(Place, name="child")
_CHILDREN = Reading(
    lambda total, *cells: _Child(total, PlaceRow(*cells)),
    select(
        select(func.count()).where(_CHILD.parent_id == bindparam("place_id")).scalar_subquery(),
        *PLACE_ROW,
    )
    .where(Place.parent_id == bindparam("place_id"))
    .order_by(Place.tree_key)
    .limit(_SIZE),
)
_PARENT = aliased(Place, name="parent")
_NAMED = aliased(Place, name="named")
_FOUND = Reading(
    lambda parent_name, *cells: FoundPlace(parent_name, PlaceRow(*cells)),
    select(_PARENT.name, *PLACE_ROW)
    .outerjoin(_PARENT, _PARENT.id == Place.parent_id)
    .where(
        Place.id.in_(
            select(Ancestry.place_id)
            .join(_NAMED, _NAMED.id == Ancestry.ancestor_id)
            .where(_NAMED.folded.like(bindparam("pattern", type_=Place.folded.type), escape="/"))
        )
    )
    .order_by(Place.depth, Place.tree_key)
    .limit(_SIZE),
)
_KEY = select(Place.tree_key).where(Place.id == bindparam("key_id")).scalar_subquery()
_TREE = Reading(PlaceRow, select(*PLACE_ROW).order_by(Place.tree_key).limit(_SIZE))
_TREE_FORWARD = Reading(PlaceRow, select(*PLACE_ROW).where(Place.tree_key > _KEY).order_by(Place.tree_key).limit(_SIZE))
_TREE_BACK = Reading(
    PlaceRow, select(*PLACE_ROW).where(Place.tree_key < _KEY).order_by(Place.tree_key.desc()).limit(_SIZE)
)


def get_place(place_id: int = ROOT_ID) -> tuple[PlaceRow, Sequence[PlaceRow]]:
    """Return the place and those above it, the root first; raise Missing when there is none."""
    line = _LINE.all(place_id=place_id)
    if not line:
        raise Missing(_("There is no such place."))
    return line[-1], tuple(line[:-1])


def list_children(place_id: int, most: int = 200) -> tuple[Sequence[PlaceRow], int]:
    """Return the places directly under `place_id`, by name, `most` at the most, and how many there are in all."""
    found = _CHILDREN.all(place_id=place_id, size=most)
    return tuple(child.place for child in found), found[0].total if found else 0


def find_places(words: str, most: int = 50) -> Sequence[FoundPlace]:
    """Return places in whose name, or in the name of a place above, `words` stand; the highest ones first."""
    escaped = fold(words.strip()).translate({ord(char): f"/{char}" for char in "/%_"})
    return _FOUND.all(pattern=f"%{escaped}%", size=most) if escaped else ()


def choose_near(place_id: int, words: str = "", most: int = 100) -> Choosing:
    """Return what can be chosen from this place on: those above it, `most` right under it, and what `words` find.

    Raises Missing when there is no such place.
    """
    place, above = get_place(place_id)
    children, total = list_children(place.id, most)
    return Choosing(place, above, children, total - len(children), words, find_places(words) if words else None)


def key_under(place_id: int) -> Key:
    """Return the key of the page of the tree that begins right under this place."""
    return Key(0, place_id)


def list_tree(key: Key | None = None, size: int = 100) -> Page[PlaceRow]:
    """Return one page of all places in the order of the tree, each parent before its children."""
    if key is None:
        found = _TREE.all(size=size + 1)
    else:
        found = (_TREE_BACK if key.back else _TREE_FORWARD).all(key_id=key.id, size=size + 1)
    return page_of(found, size, key, lambda row: (0, row.id))
