"""What can be known of the record."""

from community.record.queries.chain import (
    Newest,
    SignedHead,
    all_heads,
    earliest_day,
    get_head,
    get_newest,
    is_anything_due,
    list_heads,
    list_unsigned,
)
from community.record.queries.entries import EntryRow, list_entries
from community.record.queries.lines import lines, written_at
from community.record.queries.texts import what_is_not_shown

__all__ = [
    "EntryRow",
    "Newest",
    "SignedHead",
    "all_heads",
    "earliest_day",
    "get_head",
    "get_newest",
    "is_anything_due",
    "lines",
    "list_entries",
    "list_heads",
    "list_unsigned",
    "what_is_not_shown",
    "written_at",
]
