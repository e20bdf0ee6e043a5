"""What can happen to a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, func, literal, select, update
from sqlalchemy import insert as plain_insert

from community.extensions import db
from community.places.models import Ancestry, Place
from community.platform.errors import Refused
from community.platform.text import _, fold, legible

__all__ = ["add_place", "add_places", "change_place", "rename_place"]

NAME_LENGTH = 200
MOST_KEY_BYTES = 2_600
"""PostgreSQL indexes no longer text."""


def add_place(
    parent: Place,
    name: str,
    *,
    kind: str | None = None,
    external_id: str | None = None,
    population: int | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
) -> Place:
    """Add a place under `parent`."""
    external_id = external_id or uuid4().hex
    legible(name, NAME_LENGTH)
    place = Place(
        external_id=external_id,
        parent_id=parent.id,
        name=name,
        kind=kind,
        population=population,
        latitude=latitude,
        longitude=longitude,
        depth=parent.depth + 1,
        tree_key=tree_key(parent, name, external_id),
    )
    db.session.add(place)
    db.session.flush()
    above = select(literal(place.id), Ancestry.ancestor_id, Ancestry.distance + 1).where(Ancestry.place_id == parent.id)
    db.session.execute(plain_insert(Ancestry).from_select(["place_id", "ancestor_id", "distance"], above))
    db.session.add(Ancestry(place_id=place.id, ancestor_id=place.id, distance=0))
    db.session.flush()
    return place


def add_places(rows: Sequence[Mapping[str, Any]]) -> None:
    """Add many places whose parents exist: `rows` hold the columns of Place, with `parent`, its external id."""
    wanted = [row["parent"] for row in rows]
    above = {place.external_id: place for place in db.session.execute(_PARENTS, {"external_ids": wanted})}
    added = []
    for row in rows:
        parent = above[row["parent"]]
        key = tree_key(parent, row["name"], row["external_id"])
        added.append({**row, "parent_id": parent.id, "depth": parent.depth + 1, "tree_key": key})
    for row in added:
        del row["parent"]
    db.session.execute(plain_insert(Place), added)
    new = Place.external_id.in_([row["external_id"] for row in rows])
    itself = select(Place.id, Place.id, literal(0)).where(new)
    higher = (
        select(Place.id, Ancestry.ancestor_id, Ancestry.distance + 1)
        .join(Ancestry, Ancestry.place_id == Place.parent_id)
        .where(new)
    )
    for lines in (itself, higher):
        db.session.execute(plain_insert(Ancestry).from_select(["place_id", "ancestor_id", "distance"], lines))


def change_place(place: Place, news: Mapping[str, Any]) -> None:
    """Give the place other details: the columns in `news`, its name among them or not."""
    details = dict(news)
    if "name" in details:
        rename_place(place, details.pop("name"))
    for column, value in details.items():
        setattr(place, column, value)
    db.session.flush()


def rename_place(place: Place, name: str) -> None:
    """Give the place another name; it and what lies under it move to their new position in the walk of the tree."""
    legible(name, NAME_LENGTH)
    db.session.refresh(place)  # a place above may have got another name just now
    place.name = name
    db.session.flush()
    if place.parent_id is None:
        return
    parent = db.session.get_one(Place, place.parent_id)
    db.session.refresh(parent)
    key, old = tree_key(parent, name, place.external_id), place.tree_key
    under = select(Ancestry.place_id).where(Ancestry.ancestor_id == place.id)
    keys = db.session.scalars(select(Place.tree_key).where(Place.id.in_(under)).execution_options(yield_per=1000))
    longest = max(len(each.encode()) for each in keys)
    if longest + len(key.encode()) - len(old.encode()) > MOST_KEY_BYTES:
        raise Refused(_("The names from the root down to “%(name)s” and below are too long together.", name=name))
    db.session.execute(
        update(Place)
        .where(Place.id.in_(under))
        .values(tree_key=literal(key) + func.substr(Place.tree_key, len(old) + 1))
        .execution_options(synchronize_session=False)
    )
    db.session.expire(place)


def tree_key(parent: Any, name: str, external_id: str) -> str:
    """Return where a place of this name stands in the walk of the tree; namesakes are told apart by `external_id`."""
    key = f"{parent.tree_key}\x1f{fold(name)}\x1e{external_id}"
    if len(key.encode()) > MOST_KEY_BYTES:
        raise Refused(_("The names from the root down to “%(name)s” are too long together.", name=name))
    return key


_PARENTS = select(Place.id, Place.external_id, Place.depth, Place.tree_key).where(
    Place.external_id.in_(bindparam("external_ids", expanding=True))
)
