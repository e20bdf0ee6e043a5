"""The record in tests: things put on it, appended, and read back."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from community.extensions import db
from community.record.models import RecordEntry, RecordNote, RecordText
from community.record.operations import append_due, put_on_record
from community.record.queries import lines
from community.record.verify import Head, Seen, check

__all__ = ["appended", "entries", "export", "in_order", "notes", "put", "texts"]


def put(number: int, *, about: str | None = None, **more) -> None:
    """Something for the record that names no thing."""
    put_on_record("import_began", about or f"test:{number}", {"table": "tests", "rows": number}, **more)


def appended() -> int:
    """Append whatever is due, in the transaction of the test."""
    count = 0
    while made := append_due():
        count += made
    return count


def entries() -> list[RecordEntry]:
    return list(db.session.scalars(select(RecordEntry).order_by(RecordEntry.number)))


def notes() -> list[RecordNote]:
    return list(db.session.scalars(select(RecordNote).order_by(RecordNote.due_at, RecordNote.id)))


def texts() -> Mapping[tuple[int, str], RecordText]:
    found = db.session.scalars(select(RecordText).execution_options(populate_existing=True))
    return {(row.number, row.name): row for row in found}


def export(*, public: bool = True) -> list[bytes]:
    return list(lines(public=public))


def in_order(*heads: Head, public: bool = False) -> Seen:
    """What the record holds; a test fails here when it is not in order."""
    return check(export(public=public), heads)
