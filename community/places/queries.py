"""What can be known about places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, select

from community.places.models import ROOT_ID, Ancestry, Place
from community.platform.errors import Missing
from community.platform.paging import Key, Page, page_of
from community.platform.reading import Reading
from community.platform.text import _, slug

__all__ = ["PlaceRow", "get_place", "list_children", "list_tree"]


class PlaceRow(NamedTuple):
    """A place as pages show it."""

    id: int
    name: str
    kind: str | None
    population: int | None
    latitude: float | None
    longitude: float | None
    depth: int
    tree_key: str

    @property
    def url(self) -> str:
        return f"/places/{self.id}/{slug(self.name)}"

    @property
    def is_root(self) -> bool:
        return self.id == ROOT_ID


_COLUMNS = (
    Place.id, Place.name, Place.kind, Place.population, Place.latitude, Place.longitude, Place.depth, Place.tree_key,
)  # fmt: skip
_SIZE = bindparam("size", type_=Place.id.type)
_LINE = Reading(
    PlaceRow,
    select(*_COLUMNS)
    .join(Ancestry, Ancestry.ancestor_id == Place.id)
    .where(Ancestry.place_id == bindparam("place_id"))
    .order_by(Ancestry.distance.desc()),
)
_CHILDREN = Reading(
    PlaceRow,
    select(*_COLUMNS).where(Place.parent_id == bindparam("place_id")).order_by(Place.tree_key).limit(_SIZE),
)
_KEY = select(Place.tree_key).where(Place.id == bindparam("key_id")).scalar_subquery()
_TREE = Reading(PlaceRow, select(*_COLUMNS).order_by(Place.tree_key).limit(_SIZE))
_TREE_FORWARD = Reading(PlaceRow, select(*_COLUMNS).where(Place.tree_key > _KEY).order_by(Place.tree_key).limit(_SIZE))
_TREE_BACK = Reading(
    PlaceRow, select(*_COLUMNS).where(Place.tree_key < _KEY).order_by(Place.tree_key.desc()).limit(_SIZE)
)


def get_place(place_id: int = ROOT_ID) -> tuple[PlaceRow, Sequence[PlaceRow]]:
    """Return the place and those above it, the root first; raise Missing when there is none."""
    line = _LINE.all(place_id=place_id)
    if not line:
        raise Missing(_("There is no such place."))
    return line[-1], tuple(line[:-1])


def list_children(place_id: int, most: int = 200) -> Sequence[PlaceRow]:
    """Return the places directly under `place_id`, by name, `most` at the most."""
    return tuple(_CHILDREN.all(place_id=place_id, size=most))


def list_tree(key: Key | None = None, size: int = 100) -> Page[PlaceRow]:
    """Return one page of all places in the order of the tree, each parent before its children."""
    if key is None:
        found = _TREE.all(size=size + 1)
    else:
        found = (_TREE_BACK if key.back else _TREE_FORWARD).all(key_id=key.id, size=size + 1)
    return page_of(found, size, key, lambda row: (0, row.id))
