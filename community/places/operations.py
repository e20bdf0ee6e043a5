"""What can happen to a place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, delete, func, literal, select, update
from sqlalchemy import insert as plain_insert

from community.extensions import db
from community.places.models import ROOT_ID, Ancestry, Place, Posting
from community.platform.errors import Refused
from community.platform.text import _, fold, legible

__all__ = ["add_place", "add_places", "change_place", "move_place", "rename_place", "set_policies"]

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
        posting=parent.posting,
        voting=parent.voting,
        tree_key=tree_key(parent, name, external_id),
        folded=fold(name),
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
        held = {"posting": parent.posting, "voting": parent.voting}
        place = {"parent_id": parent.id, "depth": parent.depth + 1, "tree_key": key, "folded": fold(row["name"])}
        added.append({**row, **held, **place})
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
    place.folded = fold(name)
    parent = db.session.get_one(Place, place.parent_id)
    db.session.refresh(parent)
    _walk_to(place, tree_key(parent, name, place.external_id))
    db.session.expire(place)


def move_place(place: Place, parent: Place) -> None:
    """Put the place, with all that lies under it, under another parent.

    Raises Refused for the root, and for a parent that lies under the place itself. Who counts what lies
    under places takes it away before and adds it after (see admin.operations).
    """
    db.session.execute(select(Place.id).where(Place.id == ROOT_ID).with_for_update())  # one after the other
    db.session.refresh(place)
    db.session.refresh(parent)
    under = select(Ancestry.place_id).where(Ancestry.ancestor_id == place.id)
    if place.id == ROOT_ID:
        raise Refused(_("Everything lies under this place; it cannot be moved."))
    if db.session.scalar(under.where(Ancestry.place_id == parent.id)):
        raise Refused(_("“%(name)s” lies under this place itself. Choose another one.", name=parent.name))
    _walk_to(place, tree_key(parent, place.name, place.external_id))
    below = db.session.execute(
        select(Ancestry.place_id, Ancestry.distance).where(Ancestry.ancestor_id == place.id)
    ).all()
    above = db.session.execute(
        select(Ancestry.ancestor_id, Ancestry.distance).where(Ancestry.place_id == parent.id)
    ).all()
    moved = [place_id for place_id, _distance in below]
    plain = {"synchronize_session": False}
    for some in _batches(moved):
        db.session.execute(
            delete(Ancestry).where(Ancestry.place_id.in_(some), Ancestry.ancestor_id.not_in(under)),
            execution_options=plain,
        )
        db.session.execute(
            update(Place).where(Place.id.in_(some)).values(depth=Place.depth + parent.depth + 1 - place.depth),
            execution_options=plain,
        )
    lines = [
        {"place_id": place_id, "ancestor_id": ancestor_id, "distance": distance + 1 + further}
        for place_id, distance in below
        for ancestor_id, further in above
    ]
    for some_lines in _batches(lines):
        db.session.execute(plain_insert(Ancestry), some_lines)
    db.session.execute(update(Place).where(Place.id == place.id).values(parent_id=parent.id), execution_options=plain)
    _spread(place.id)
    db.session.expire_all()


def set_policies(place: Place, posting: Posting | None, voting: bool | None) -> None:
    """Say who may propose in the place and whether votes are taken there; None leaves it to the places above.

    It holds for what lies under it, as far as no place there says something else.
    """
    place.posting_said, place.voting_said = posting, voting
    db.session.flush()
    _spread(place.id)
    db.session.expire_all()


def _spread(place_id: int) -> None:
    """Work out anew what holds for the place and for all that lies under it."""
    rows = db.session.execute(
        select(Place.id, Place.parent_id, Place.posting_said, Place.voting_said)
        .join(Ancestry, Ancestry.place_id == Place.id)
        .where(Ancestry.ancestor_id == place_id)
        .order_by(Ancestry.distance)
    ).all()
    above = db.session.execute(select(Place.posting, Place.voting).where(Place.id == rows[0].parent_id)).first()
    holding: dict[int | None, tuple[Posting, bool]] = {
        rows[0].parent_id: (above.posting, above.voting) if above else (Posting.EVERYBODY, True)
    }
    alike: dict[tuple[Posting, bool], list[int]] = {}
    for row in rows:
        posting, voting = holding[row.parent_id]
        said: tuple[Posting, bool] = (
            row.posting_said or posting,
            voting if row.voting_said is None else row.voting_said,
        )
        holding[row.id] = said
        alike.setdefault(said, []).append(row.id)
    for (posting, voting), ids in alike.items():
        for some in _batches(ids):
            db.session.execute(
                update(Place).where(Place.id.in_(some)).values(posting=posting, voting=voting),
                execution_options={"synchronize_session": False},
            )


def _walk_to(place: Place, key: str) -> None:
    """Let the walk of the tree reach the place, with what lies under it, by `key`."""
    old, name = place.tree_key, place.name
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


def _batches(rows: Sequence[Any], size: int = 1_000) -> Iterator[Sequence[Any]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))


def tree_key(parent: Any, name: str, external_id: str) -> str:
    """Return where a place of this name stands in the walk of the tree; namesakes are told apart by `external_id`."""
    key = f"{parent.tree_key}\x1f{fold(name)}\x1e{external_id}"
    if len(key.encode()) > MOST_KEY_BYTES:
        raise Refused(_("The names from the root down to “%(name)s” are too long together.", name=name))
    return key


_PARENTS = select(Place.id, Place.external_id, Place.depth, Place.tree_key, Place.posting, Place.voting).where(
    Place.external_id.in_(bindparam("external_ids", expanding=True))
)
