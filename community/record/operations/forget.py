"""Somebody leaves: what they wrote goes from beside the record, or stays without a name; the chain is as it was."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlalchemy import or_, select, update

from community.platform.database import execute
from community.record.models import RecordNote, RecordText
from community.record.operations.lock import wait_for_it
from community.record.verify import canonical

__all__ = ["forget_texts"]


def forget_texts(people: Collection[int], *, words_too: bool) -> None:
    """Remove whose the texts of these people are; with `words_too` also the texts, with the salts of their hashes.

    A text that still waits to go on the record will not be there at all, not even as a hash.
    """
    wait_for_it()  # or what is just being appended would be missed
    gone = {"text": None, "salt": None} if words_too else {}
    execute(update(RecordText).where(RecordText.person_id.in_(people)).values(person_id=None, **gone))
    theirs = select(RecordNote.id, RecordNote.texts).where(
        or_(*(RecordNote.texts.contains(f",{person_id}]") for person_id in people))
    )
    for note_id, texts in execute(theirs.with_for_update()).all():
        kept = {
            name: [text, None if by in people else by]
            for name, (text, by) in json.loads(texts).items()
            if by not in people or not words_too
        }
        execute(update(RecordNote).where(RecordNote.id == note_id).values(texts=canonical(kept)))
