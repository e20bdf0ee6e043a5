"""What can be known about places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from community.places.models import ROOT_ID, Ancestry, Place
from community.platform.database import execute
from community.platform.errors import Missing
from community.platform.paging import Key, Page, page_of
from community.platform.text import _, slug

__all__ = ["PlaceRow", "get_place", "list_children", "list_tree"]


@dataclass(frozen=True, slots=True)
class PlaceRow:
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
_LINE = (
    select(*_COLUMNS)
    .join(Ancestry, Ancestry.ancestor_id == Place.id)
    .where(Ancestry.place_id == bindparam("place_id"))
    .order_by(Ancestry.distance.desc())
)

_CHILDREN = (
    select(*_COLUMNS)
    .where(Place.parent_id == bindparam("place_id"))
    .order_by(Place.tree_key)
    .limit(bindparam("most", type_=Place.id.type))
)


def get_place(place_id: int = ROOT_ID) -> tuple[PlaceRow, Sequence[PlaceRow]]:
    """Return the place and those above it, the root first; raise Missing when there is none."""
    line = [PlaceRow(*row) for row in execute(_LINE, {"place_id": place_id}).all()]
    if not line:
        raise Missing(_("There is no such place."))
    return line[-1], line[:-1]


def list_children(place_id: int, most: int = 200) -> Sequence[PlaceRow]:
    """Return the places directly under `place_id`, by name, `most` at the most."""
    return [PlaceRow(*row) for row in execute(_CHILDREN, {"place_id": place_id, "most": most}).all()]


def list_tree(key: Key | None = None, size: int = 100) -> Page[PlaceRow]:
    """Return one page of all places in the order of the tree, each parent before its children."""
    rows = select(*_COLUMNS)
    if key is None:
        rows = rows.order_by(Place.tree_key)
    else:
        here = select(Place.tree_key).where(Place.id == key.id).scalar_subquery()
        if key.back:
            rows = rows.where(Place.tree_key < here).order_by(Place.tree_key.desc())
        else:
            rows = rows.where(Place.tree_key > here).order_by(Place.tree_key)
    found = [PlaceRow(*row) for row in execute(rows.limit(size + 1)).all()]
    return page_of(found, size, key, lambda row: (0, row.id))
