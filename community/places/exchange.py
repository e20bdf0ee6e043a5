"""Places as a table: its columns, how they come in, how they go out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from community.extensions import db
from community.places.models import Place
from community.places.operations import add_places, change_place
from community.platform.errors import Refused
from community.platform.exchange import cells
from community.platform.exchange.bulk import snapshot
from community.platform.exchange.cells import decimal, name, safe, to_decimal, whole
from community.platform.exchange.kinds import Exchange, Outcome, Rejected
from community.platform.exchange.staging import BATCH, Staging
from community.platform.exchange.tables import Column, Problems, Unusable
from community.platform.text import _

__all__ = ["PLACES"]

ROOT = "root"
MOST = 100_000
"""A tree is checked as a whole; so many places fit into the memory that an import may take."""

COLUMNS = (
    Column("external_id", name(200, needed=True), safe, needed=True),
    Column("parent", name(200), lambda parent: safe(parent or "")),
    Column("name", name(200, needed=True), safe, needed=True),
    Column("kind", name(60), lambda kind: safe(kind or "")),
    Column("population", whole, lambda population: "" if population is None else str(population)),
    Column("latitude", decimal(90), to_decimal),
    Column("longitude", decimal(180), to_decimal),
)
NAMES = [column.name for column in COLUMNS]
DETAILS = ("name", "kind", "population", "latitude", "longitude")


def check(staging: Staging, problems: Problems) -> None:
    """Find parents that do not exist, circles, and places that would move."""
    if staging.count > MOST:
        raise Unusable(
            _("The file has more than %(most)s places. Give it in parts, the upper places first.", most=MOST)
        )
    rows = {row["external_id"]: row for row in _rows(staging)}
    mentioned = {*rows, *(_parent(row) for row in rows.values())} - {None}
    with snapshot():
        known = {place.external_id: place for place in _known(mentioned)}
    for row in rows.values():
        if (row["latitude"] is None) != (row["longitude"] is None):
            problems.add(row["line"], "latitude, longitude", _("Give both, or neither."))
        sentence = _parent_problem(row, rows, known, staging.given)
        if sentence:
            problems.add(row["line"], "parent", sentence)
    for row in _in_circles(rows, known):
        problems.add(row["line"], "parent", _("Following the parents from here leads back here, never to the root."))


def write(staging: Staging, step: Callable[[int], object]) -> Outcome:
    """Add the new places, each after its parent, and mend the others."""
    rows = {row["external_id"]: row for row in _rows(staging)}
    known = {place.external_id for place in _known(rows)}
    outcome = Outcome(new=len(rows) - len(known))
    for batch in _batched(row for external_id, row in rows.items() if external_id in known):
        outcome.changed += _mend(batch, staging.given)
    outcome.unchanged = len(known) - outcome.changed
    done = len(known)
    step(done)
    for level in _levels({external_id: row for external_id, row in rows.items() if external_id not in known}):
        for batch in _batched(level):
            added = [{column: row[column] for column in ("external_id", *DETAILS)} for row in batch]
            for place, row in zip(added, batch, strict=True):
                place["parent"] = _parent(row)
            try:
                add_places(added)
            except Refused as error:
                raise Rejected(batch[0]["line"], "name", str(error)) from error
            done += len(batch)
            step(done)
    return outcome


def rows() -> Iterator[Any]:
    """Return all places as the tree is walked, each parent before its children."""
    parent = aliased(Place)
    columns = (Place.external_id, parent.external_id, *(getattr(Place, column) for column in DETAILS))
    statement = select(*columns).outerjoin(parent, parent.id == Place.parent_id).order_by(Place.tree_key)
    return iter(db.session.execute(statement, execution_options={"yield_per": BATCH}))


def _rows(staging: Staging) -> Iterator[dict[str, Any]]:
    for batch in staging.batches("line", *NAMES):
        for row in batch:
            yield dict(zip(("line", *NAMES), row, strict=True))


def _parent(row: Mapping[str, Any]) -> str | None:
    if row["external_id"] == ROOT:
        return None
    return row["parent"] or ROOT


def _known(external_ids: Iterable[Any]) -> Iterator[Any]:
    """Return those of these places that the site has, with the external id of their parent."""
    parent = aliased(Place)
    columns = (Place.external_id, parent.external_id.label("parent"))
    for batch in _batched(external_ids):
        statement = select(*columns).outerjoin(parent, parent.id == Place.parent_id)
        yield from db.session.execute(statement.where(Place.external_id.in_(batch))).all()


def _mend(batch: list[Any], given: frozenset[str]) -> int:
    """Give known places what the file says of them; return how many that changed."""
    wanted = {row["external_id"]: row for row in batch}
    changed = 0
    for place in db.session.scalars(select(Place).where(Place.external_id.in_(wanted)).order_by(Place.depth)).all():
        row = wanted[place.external_id]
        news = {each: row[each] for each in DETAILS if each in given and row[each] != getattr(place, each)}
        changed += bool(news)
        try:
            change_place(place, news)
        except Refused as error:
            raise Rejected(row["line"], "name", str(error)) from error
    return changed


def _levels(rows: Mapping[str, Mapping[str, Any]]) -> Iterator[list[Any]]:
    """Yield the rows whose parents exist, then those under them, and so on."""
    under: dict[Any, list[Any]] = {}
    for row in rows.values():
        under.setdefault(_parent(row), []).append(row)
    level = [row for parent, children in under.items() if parent not in rows for row in children]
    while level:
        yield level
        level = [row for above in level for row in under.get(above["external_id"], ())]


def _parent_problem(
    row: Mapping[str, Any], rows: Mapping[str, Any], known: Mapping[str, Any], given: frozenset[str]
) -> str | None:
    """Say why this place cannot have this parent, or None."""
    external_id, parent = row["external_id"], _parent(row)
    if external_id == ROOT:
        return str(_("The root has no parent.")) if row["parent"] else None
    if parent == external_id:
        return str(_("A place cannot be its own parent."))
    if external_id in known:
        there = known[external_id].parent
        if "parent" in given and parent != there:
            moved = _(
                "The place lies under %(parent)s here. An import does not move places.", parent=cells.shown(there)
            )
            return str(moved)
    elif parent not in rows and parent not in known:
        return str(_("There is no place %(name)s.", name=cells.shown(row["parent"])))
    return None


def _in_circles(rows: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the rows from which the parents lead round and round; a place that is its own parent is said elsewhere."""
    leads: dict[str | None, bool] = dict.fromkeys(known, True)
    for start in rows:
        way: list[str | None] = []
        here: str | None = start
        while here in rows and here not in leads:
            leads[here] = False  # until the way is found to end
            way.append(here)
            here = _parent(rows[str(here)])
        circle = way[way.index(here) :] if here in way else []
        leads.update(dict.fromkeys(way, not circle and leads.get(here, True)))
        if len(circle) > 1:
            yield from (rows[str(each)] for each in circle)


def _batched(things: Iterable[Any]) -> Iterator[list[Any]]:
    things = iter(things)
    while batch := list(islice(things, BATCH)):
        yield batch


PLACES = Exchange("places", COLUMNS, ("external_id",), check, write, rows, public_rows=rows)
