"""What can happen to a place."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import insert as plain_insert
from sqlalchemy import literal, select

from community.extensions import db
from community.places.models import Ancestry, Place
from community.platform.text import fold

__all__ = ["add_place"]


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


def tree_key(parent: Place, name: str, external_id: str) -> str:
    """Return where a place of this name stands in the walk of the tree; namesakes are told apart by `external_id`."""
    return f"{parent.tree_key}\x1f{fold(name)}\x1e{external_id}"
