"""Entries as a page shows them: a hidden thing shows no word of it, only that something happened."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from community.platform.paging import Key, Page, page_of
from community.platform.reading import Reading, note
from community.record.kinds import IMPORTED
from community.record.models import RecordEntry
from community.record.queries.texts import list_texts, listed_things
from community.record.things import Thing, things_of
from community.record.verify import texts_of

__all__ = ["EntryRow", "list_entries"]


class _Entry(NamedTuple):
    number: int
    kind: str
    event_at: datetime | None
    recorded_at: datetime
    facts: str
    hash: str


class EntryRow(NamedTuple):
    """An entry in a list, with the things it is about if all of them are shown to everybody, and then its texts."""

    number: int
    kind: str
    event_at: datetime | None
    recorded_at: datetime
    hash: str
    facts: Mapping[str, Any]
    things: Mapping[str, Thing]
    hidden: bool
    texts: Mapping[str, str]
    erased: bool

    @property
    def happened(self) -> str:
        """What happened, here or elsewhere."""
        return self.kind.removeprefix(IMPORTED)

    @property
    def imported(self) -> bool:
        return self.kind.startswith(IMPORTED)


_SIZE = bindparam("size", type_=RecordEntry.number.type)
_KEY = bindparam("key_id", type_=RecordEntry.number.type)


@cache
def _entries(by_kind: bool, keyed: bool, back: bool) -> Reading[_Entry]:
    rows = select(
        RecordEntry.number, RecordEntry.kind, RecordEntry.event_at, RecordEntry.recorded_at, RecordEntry.facts,
        RecordEntry.hash,
    )  # fmt: skip
    if by_kind:
        rows = rows.where(RecordEntry.kind == bindparam("kind", type_=RecordEntry.kind.type))
    if keyed:
        rows = rows.where(RecordEntry.number > _KEY if back else RecordEntry.number < _KEY)
    return Reading(_Entry, rows.order_by(RecordEntry.number.asc() if back else RecordEntry.number.desc()).limit(_SIZE))


def list_entries(kind: str | None = None, key: Key | None = None, size: int = 30) -> Page[EntryRow]:
    """Return one page of the record, the newest entries first: all, or those of one kind."""
    found = _entries(kind is not None, key is not None, key is not None and key.back).all(
        kind=kind, key_id=key.id if key else None, size=size + 1
    )
    page = page_of(found, size, key, lambda entry: (0, entry.number))
    if not page.rows:
        return page
    facts = {entry.number: json.loads(entry.facts) for entry in page.rows}
    listed = listed_things(chain(*map(things_of, facts.values())))
    texts = list_texts(page.rows[-1].number, page.rows[0].number) if any(map(texts_of, facts.values())) else {}
    rows = [_row(entry, facts[entry.number], listed, texts) for entry in page.rows]
    note(rows)
    return Page(rows, page.previous, page.next)


def _row(
    entry: _Entry,
    facts: Mapping[str, Any],
    listed: Mapping[tuple[str, str], Thing],
    texts: Mapping[tuple[int, str], tuple[str, str]],
) -> EntryRow:
    about, names = things_of(facts), texts_of(facts)
    hidden = any(each not in listed for each in about)
    shown = {} if hidden else {name: texts[entry.number, name][0] for name in names if (entry.number, name) in texts}
    return EntryRow(
        entry.number,
        entry.kind,
        entry.event_at,
        entry.recorded_at,
        entry.hash,
        {name: _as_day(fact) if name.endswith("_on") else fact for name, fact in facts.items()},
        {} if hidden else {kind: listed[kind, external_id] for kind, external_id in about},
        hidden,
        shown,
        erased=not hidden and len(shown) < len(names),
    )


def _as_day(fact: Any) -> date | None:
    try:
        return date.fromisoformat(fact)
    except (TypeError, ValueError):
        return None
