"""Something is noted for the record, in the transaction in which it happens, or taken off while it still waits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from secrets import token_hex
from typing import NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy import insert as plain_insert

from community.extensions import db
from community.platform.clock import now
from community.platform.database import execute
from community.platform.text import legible
from community.record.kinds import Kind
from community.record.models import RecordNote
from community.record.verify import HASH_OF_TEXT, canonical

__all__ = [
    "Fact",
    "Note",
    "Text",
    "begin_import",
    "end_import",
    "put_all_on_record",
    "put_on_record",
    "take_off_record",
]

Fact = str | int | bool | date | Sequence[str] | None
Text = tuple[str, int | None]
"""What was written, and by whom."""

AT_ONCE = 1000
_NAME = re.compile("[a-z][a-z_]{0,33}")


class Note(NamedTuple):
    """One thing for the record; `event_at` is when it happened, none when nobody knows."""

    kind: str
    about: str
    facts: Mapping[str, Fact]
    texts: Mapping[str, Text]
    event_at: datetime | None


def put_on_record(
    kind: str,
    about: str,
    facts: Mapping[str, Fact],
    *,
    texts: Mapping[str, Text] | None = None,
    event_at: datetime | None = None,
    due_at: datetime | None = None,
) -> None:
    """Note, in this transaction, what goes on the record; the worker appends it to the chain when it is due.

    `kind` is one of record.kinds, which says what facts it has. `about` names what took place, as `step:12`. `facts`
    are public for good: no person, no word that anybody wrote. `texts` are what people wrote, by name, each with whose
    it is: the chain gets a salted hash of them.
    """
    put_all_on_record([Note(kind, about, facts, texts or {}, event_at or now())], due_at=due_at)


def put_all_on_record(notes: Iterable[Note], *, due_at: datetime | None = None) -> int:
    """Note many things, in their order; return how many."""
    at, count = due_at or now(), 0
    left = iter(notes)
    while rows := [_row(note, at) for note in islice(left, AT_ONCE)]:
        db.session.connection().execute(plain_insert(RecordNote.__table__), rows)  # type: ignore[arg-type]
        count += len(rows)
    return count


def take_off_record(about: str) -> bool:
    """Forget what waits about something that was taken back, and return whether anything did; the record stays."""
    return execute(delete(RecordNote).where(RecordNote.about == about)).rowcount > 0


def begin_import(table: str, rows: int) -> str:
    """Mark where the record tells of what an import brought; return what such notes are `about`."""
    mark = f"import:{token_hex(8)}"
    put_on_record(Kind.IMPORT_BEGAN, mark, {"table": table, "rows": rows})
    return mark


def end_import(mark: str) -> None:
    """Take the mark off again when the import had nothing to put on record."""
    if execute(select(func.count()).where(RecordNote.about == mark)).scalar_one() == 1:
        take_off_record(mark)


def _row(note: Note, due_at: datetime) -> dict[str, object]:
    return {
        "kind": note.kind,
        "about": note.about,
        "event_at": note.event_at,
        "due_at": due_at,
        "facts": canonical({_fact_name(name): _public(fact) for name, fact in note.facts.items()}),
        "texts": canonical({_name(name): _written(text) for name, text in note.texts.items()}),
    }


def _name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot name anything on the record")
    return name


def _fact_name(name: str) -> str:
    if name.endswith(HASH_OF_TEXT):
        raise ValueError(f"{name!r} is the name of the hash of a text")
    return _name(name)


def _public(fact: Fact) -> object:
    """Return a fact as it is hashed; a fraction would not be written the same everywhere."""
    if fact is None or isinstance(fact, int):
        return fact
    if isinstance(fact, date) and not isinstance(fact, datetime):
        return fact.isoformat()
    if isinstance(fact, str):
        return legible(str(fact), lines=True)
    if isinstance(fact, Sequence):
        return [legible(str(each), lines=True) for each in fact]
    raise TypeError(f"{fact!r} cannot be a fact on the record")


def _written(text: Text) -> Sequence[object]:
    words, person_id = text
    return [legible(words, lines=True), person_id]
