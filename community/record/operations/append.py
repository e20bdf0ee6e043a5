"""What was noted is appended to the chain, in the order in which it was due: each note once, one process at a time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy import insert as plain_insert

from community.extensions import db
from community.platform.address import absolute
from community.platform.clock import now
from community.platform.database import execute
from community.record.kinds import Kind
from community.record.models import RecordEntry, RecordNote, RecordText
from community.record.operations.lock import is_mine
from community.record.queries import earliest_day, get_newest, written_at
from community.record.verify import BEGINNING, HASH_OF_TEXT, canonical, hash_of, hash_of_text

__all__ = ["append_due"]

AT_ONCE = 200
SALT_BYTES = 32


def append_due(most: int = AT_ONCE) -> int:
    """Append what is due to the chain, at most so many notes; return how many entries were made.

    The first one of all says what this record is. 0 also when another process is just doing this.
    """
    if not is_mine():
        return 0
    due = select(RecordNote).where(RecordNote.due_at <= now()).order_by(RecordNote.due_at, RecordNote.id).limit(most)
    notes = execute(due.with_for_update()).all()
    newest = get_newest()
    at = max(now(), earliest_day(), *([newest.recorded_at] if newest else []))
    chain = _Chain(newest.number, newest.hash, at) if newest else _Chain(0, BEGINNING, at)
    if newest is None:
        chain.append(Kind.RECORD_BEGAN, at, {"where": absolute("/record"), "seed": token_hex(16)})
    for note in notes:
        chain.append(note.kind, note.event_at, json.loads(note.facts), json.loads(note.texts))
    chain.write()
    execute(delete(RecordNote).where(RecordNote.id.in_([note.id for note in notes])))
    return len(chain.entries)


@dataclass
class _Chain:
    """The chain from its newest entry on, and what is appended to it."""

    number: int
    hash: str
    recorded_at: datetime
    entries: list[dict[str, Any]] = field(default_factory=list)
    texts: list[dict[str, Any]] = field(default_factory=list)

    def append(
        self,
        kind: str,
        event_at: datetime | None,
        facts: dict[str, Any],
        texts: dict[str, Sequence[Any]] | None = None,
    ) -> None:
        """Make the next entry; of each text, the facts get the salted hash."""
        self.number += 1
        for name, (text, person_id) in (texts or {}).items():
            salt = token_hex(SALT_BYTES)
            facts[name + HASH_OF_TEXT] = hash_of_text(salt, text)
            self.texts.append({"number": self.number, "name": name, "text": text, "salt": salt, "person_id": person_id})
        says = {"number": self.number, "kind": kind, "facts": facts, "prev_hash": self.hash}
        times = {"event_at": written_at(event_at), "recorded_at": written_at(self.recorded_at)}
        before, self.hash = self.hash, hash_of(says | times)
        self.entries.append(
            {
                "number": self.number,
                "kind": kind,
                "event_at": event_at,
                "recorded_at": self.recorded_at,
                "facts": canonical(facts),
                "prev_hash": before,
                "hash": self.hash,
            }
        )

    def write(self) -> None:
        """Write what was appended."""
        for model, rows in ((RecordEntry, self.entries), (RecordText, self.texts)):
            if rows:
                db.session.connection().execute(plain_insert(model.__table__), rows)  # type: ignore[arg-type]
