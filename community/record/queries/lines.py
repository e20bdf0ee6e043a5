"""The record as lines of a file, each entry as verify.py reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from sqlalchemy import bindparam, select

from community.platform.database import execute
from community.record.models import RecordEntry
from community.record.queries.texts import list_texts, listed_things
from community.record.things import things_of
from community.record.verify import ERASED, HIDDEN, canonical, texts_of

__all__ = ["lines", "written_at"]

AT_ONCE = 1000
_BATCH = (
    select(
        RecordEntry.number, RecordEntry.kind, RecordEntry.event_at, RecordEntry.recorded_at, RecordEntry.facts,
        RecordEntry.prev_hash, RecordEntry.hash,
    )
    .where(RecordEntry.number > bindparam("after"))
    .order_by(RecordEntry.number)
    .limit(AT_ONCE)
)  # fmt: skip


def written_at(at: datetime | None) -> str | None:
    """Return an instant as it is hashed: 2026-05-31T12:00:00.000000Z."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z") if at else None


def lines(*, public: bool) -> Iterator[bytes]:
    """Return every entry, from the first on, in bounded memory.

    With `public`, texts of what not everybody is shown are left out; their hashes stay.
    """
    after, more = 0, True
    while more:
        entries = execute(_BATCH, {"after": after}).all()  # what a Reading reads is noted, and would pile up
        if not entries:
            return
        after, more = entries[-1][0], len(entries) == AT_ONCE
        facts = [_parsed(entry[4]) for entry in entries]
        texts = list_texts(entries[0][0], after)
        about = [things_of(each) for each in facts]
        listed = listed_things(chain(*about)) if public else {}
        for entry, each, things in zip(entries, facts, about, strict=True):
            shown = not public or all(thing in listed for thing in things)
            yield _line(entry, {name: _text(texts.get((entry[0], name)), shown) for name in texts_of(each)})


def _parsed(facts: str) -> Mapping[str, Any]:
    """Return the facts; none when somebody made nonsense of them, which verify.py will notice."""
    try:
        parsed = json.loads(facts)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _text(text: tuple[str, str] | None, shown: bool) -> Mapping[str, str]:
    if text is None:
        return {"not_shown": ERASED}
    return {"salt": text[1], "text": text[0]} if shown else {"not_shown": HIDDEN}


def _line(entry: Sequence[Any], texts: Mapping[str, Any]) -> bytes:
    """Write the line by hand around the facts, which are shown as they are stored: whatever was done to them."""
    number, kind, event_at, recorded_at, facts, prev_hash, own_hash = entry
    says = {"hash": own_hash, "kind": kind, "number": number, "prev_hash": prev_hash}
    says |= {"recorded_at": written_at(recorded_at), "texts": texts}
    return f'{{"event_at":{canonical(written_at(event_at))},"facts":{facts},{canonical(says)[1:]}\n'.encode()
