"""The order in which commitments come due: what is open first, what has ended after all of it."""

from __future__ import annotations

from datetime import UTC, datetime

from community.platform.clock import LONG_AGO
from community.tracker.models import Status

__all__ = ["sooner_at"]

NO_DATE = datetime(8000, 1, 1, tzinfo=UTC)
ENDED = datetime(9000, 1, 1, tzinfo=UTC)


def sooner_at(status: Status, due_at: datetime | None, ended_at: datetime | None) -> datetime:
    """Return what lists of the soonest are sorted by: what is due, then what has no date, then what has ended.

    `due_at` is the midnight after the day promised. What ended last stands first among what has ended, and last
    where the day is not known.
    """
    if status in (Status.DELIVERED, Status.STOPPED):
        return ENDED - (ended_at - LONG_AGO) if ended_at else ENDED
    return due_at or NO_DATE
