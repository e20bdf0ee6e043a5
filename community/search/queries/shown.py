"""What the database says of things: whatever an index believes, nothing is found that is not shown to everybody."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, literal, select, union_all

from community.places.models import Place
from community.platform.database import execute
from community.search.port import Hit, Ref
from community.search.sources import sources

__all__ = ["Fact", "by_score", "by_time", "checked", "rows_of"]


class Fact(NamedTuple):
    """A hit that everybody may read, and what sorts and narrows it."""

    ref: Ref
    score: float
    place_id: int
    status: str | None
    language: str
    at: datetime


def by_score(fact: Fact) -> tuple[Any, ...]:
    """Return what puts the best first."""
    return -round(fact.score, 6), fact.ref.id, fact.ref.kind


def by_time(fact: Fact) -> tuple[Any, ...]:
    """Return what puts the newest first."""
    return -fact.at.timestamp(), fact.ref.id, fact.ref.kind


def checked(hits: Sequence[Hit]) -> list[Fact]:
    """Return those hits that everybody may read, with what the database says of them, in one statement."""
    scores = {hit.ref: hit.score for hit in hits}
    parts = []
    for kind, source in sources.items():
        columns = {column.name: column for column in source.shown.selected_columns}
        lean = [columns[name] for name in ("id", "place_id", "status", "language", "at")]
        shown = source.shown.with_only_columns(literal(kind).label("kind"), *lean)
        parts.append(shown.where(columns["id"].in_(_ids(kind))))
    rows = execute(union_all(*parts), _numbers(scores)) if scores else ()
    return [
        Fact(
            Ref(row.kind, row.id), scores[Ref(row.kind, row.id)], row.place_id, _word(row.status), row.language, row.at
        )
        for row in rows
    ]


def rows_of(refs: Collection[Ref]) -> Mapping[Ref, Any]:
    """Return all columns of those of these things that everybody may read, with the names of their places."""
    if not refs:
        return {}
    parts = []
    for kind, source in sources.items():
        shown = source.shown.subquery(f"shown_{kind}")
        rows = select(literal(kind).label("kind"), shown, Place.name.label("place_name"))
        parts.append(rows.join(Place, Place.id == shown.c.place_id).where(shown.c.id.in_(_ids(kind))))
    return {Ref(row.kind, row.id): row for row in execute(union_all(*parts), _numbers(refs))}


def _ids(kind: str) -> Any:
    return bindparam(f"ids_{kind}", expanding=True, literal_execute=True)


def _numbers(refs: Collection[Ref]) -> dict[str, list[int]]:
    return {f"ids_{kind}": [ref.id for ref in refs if ref.kind == kind] for kind in sources}


def _word(status: Any) -> str | None:
    return None if status is None else str(status)
