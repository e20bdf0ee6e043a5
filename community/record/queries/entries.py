"""Entries as a page shows them: a hidden thing shows no word of it, only that something happened."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from community.platform.paging import Key, Page, page_of
from community.platform.reading import Reading, note
from community.record.kinds import IMPORTED
from community.record.models import RecordEntry
from community.record.queries.texts import list_texts, listed_things
from community.record.things import Thing, thing_of
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
    """An entry in a list, with what it is about if that is shown to everybody, and the texts that then are."""

    number: int
    kind: str
    event_at: datetime | None
    recorded_at: datetime
    facts: Mapping[str, Any]
    hash: str
    thing: Thing | None
    hidden: bool
    texts: Sequence[tuple[str, str]]
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
    things = listed_things([thing_of(each) for each in facts.values()])
    texts = list_texts(page.rows[-1].number, page.rows[0].number) if any(map(texts_of, facts.values())) else {}
    rows = [_row(entry, facts[entry.number], things, texts) for entry in page.rows]
    note(rows)
    return Page(rows, page.previous, page.next)


def _row(
    entry: _Entry,
    facts: Mapping[str, Any],
    things: Mapping[tuple[str, str], Thing],
    texts: Mapping[tuple[int, str], tuple[str, str]],
) -> EntryRow:
    about = thing_of(facts)
    thing = things.get(about) if about else None
    hidden = about is not None and thing is None
    names = texts_of(facts)
    shown = [(name, texts[entry.number, name][0]) for name in names if (entry.number, name) in texts and not hidden]
    erased = not hidden and len(shown) < len(names)
    return EntryRow(
        entry.number, entry.kind, entry.event_at, entry.recorded_at, facts, entry.hash, thing, hidden, shown, erased
    )  # fmt: skip
