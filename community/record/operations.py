"""What can happen to the record: something is put on it, or taken back while it still waits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, insert

from community.platform.clock import now
from community.platform.database import execute
from community.record.models import RecordNote

__all__ = ["Fact", "put_on_record", "take_off_record"]

Fact = str | int | bool | None


def put_on_record(
    kind: str,
    about: str,
    facts: Mapping[str, Fact],
    *,
    texts: Mapping[str, tuple[str, int | None]] | None = None,
    event_at: datetime | None = None,
    due_at: datetime | None = None,
) -> None:
    """Note, in this transaction, what goes on the record; the worker appends it to the chain when it is due.

    `about` names what took place, as `step:12`. `facts` are public for good: no name, no word that anybody
    wrote. `texts` are what people wrote, by name, each with whose it is: the chain gets a salted hash of them.
    """
    at = now()
    note = insert(RecordNote).values(
        kind=kind,
        about=about,
        event_at=event_at or at,
        due_at=due_at or at,
        facts=json.dumps(facts, ensure_ascii=False, sort_keys=True),
        texts=json.dumps(texts or {}, ensure_ascii=False, sort_keys=True),
    )
    execute(note)


def take_off_record(about: str) -> bool:
    """Forget what waits about something that was taken back, and return whether anything did; the record stays."""
    return execute(delete(RecordNote).where(RecordNote.about == about)).rowcount > 0
