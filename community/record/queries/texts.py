"""What people wrote that is on the record, and whether it is shown to everybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, func, literal, select, union_all

from community.platform.database import execute
from community.record.models import RecordText
from community.record.things import KNOWN, Thing

__all__ = ["list_texts", "listed_things", "what_is_not_shown"]

_TEXTS = select(RecordText.number, RecordText.name, RecordText.text, RecordText.salt).where(
    RecordText.number.between(bindparam("first"), bindparam("last"))
)


def list_texts(first: int, last: int) -> Mapping[tuple[int, str], tuple[str, str]]:
    """Return the texts of these entries that are not erased, each with its salt, by number and name."""
    kept = _TEXTS.where(RecordText.text.is_not(None)).order_by(RecordText.number, RecordText.name)
    found = execute(kept, {"first": first, "last": last}).all()
    return {(row.number, row.name): (row.text, row.salt) for row in found}


def listed_things(named: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Thing]:
    """Return those of these things that everybody is shown, by kind and external id; one statement for all kinds."""
    ids: dict[str, set[str]] = defaultdict(set)
    for kind, external_id in named:
        ids[kind].add(external_id)
    parts = [_of_kind(kind, sorted(ids[kind])) for kind in sorted(KNOWN)]
    if not parts or not any(ids.values()):
        return {}
    found = [Thing(*row) for row in execute(union_all(*parts)).all()]
    return {(thing.kind, thing.external_id): thing for thing in found}


def what_is_not_shown() -> object:
    """Return what tells apart any two states of which words are shown, without reading the words.

    Erased texts never come back, so their number says which they are.
    """
    erased = execute(select(func.count()).select_from(RecordText).where(RecordText.text.is_(None))).scalar_one()
    unlisted = [
        select(literal(kind).label("kind"), model.external_id).where(~model.listed)
        for kind, (model, _path) in sorted(KNOWN.items())
    ]
    return erased, execute(union_all(*unlisted).order_by("kind", "external_id")).all()


def _of_kind(kind: str, external_ids: Collection[str]) -> Any:
    model = KNOWN[kind][0]
    columns = (model.external_id, model.id, model.title, model.language, model.direction)
    return select(literal(kind).label("kind"), *columns).where(model.listed, model.external_id.in_(external_ids))
