"""What can happen to the record: noted, taken back while it waits, appended, signed, and forgotten of texts."""

from community.record.operations.append import append_due
from community.record.operations.forget import forget_texts
from community.record.operations.heads import sign_heads
from community.record.operations.notes import (
    Fact,
    Note,
    begin_import,
    end_import,
    put_all_on_record,
    put_on_record,
    take_off_record,
)

__all__ = [
    "Fact",
    "Note",
    "append_due",
    "begin_import",
    "end_import",
    "forget_texts",
    "put_all_on_record",
    "put_on_record",
    "sign_heads",
    "take_off_record",
]
