"""What comes due first."""

from __future__ import annotations

from datetime import UTC, datetime

from community.tracker.models import Status
from community.tracker.order import sooner_at


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_what_is_due_stands_before_what_has_no_date_and_that_before_what_has_ended():
    rows = [
        ("overdue", Status.PLANNED, day("2019-05-01"), None),
        ("due", Status.IN_PROGRESS, day("2031-05-01"), None),
        ("no date", Status.PLANNED, None, None),
        ("stopped lately", Status.STOPPED, day("2018-01-01"), day("2026-03-01")),
        ("delivered before that", Status.DELIVERED, day("2018-01-01"), day("2025-03-01")),
        ("delivered long ago", Status.DELIVERED, None, day("1901-03-01")),
        ("delivered, nobody knows when", Status.DELIVERED, None, None),
    ]
    assert sorted(rows[3:] + rows[:3], key=lambda row: sooner_at(*row[1:])) == rows
