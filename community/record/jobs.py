"""What the worker does for the record."""

from __future__ import annotations

from community.extensions import db
from community.platform.database import reading_only
from community.platform.worker.jobs import Job
from community.record.operations import append_due, sign_heads
from community.record.queries import is_anything_due

__all__ = ["JOBS", "append"]


def append() -> int:
    """Append what is due, some at a time, and sign the heads of days that have ended; return how many entries came.

    Notes go in the transaction in which their entries come, so whoever is killed leaves nothing half done.
    """
    with reading_only():
        due = is_anything_due()
        db.session.rollback()
    count = 0
    while due and (made := append_due()):
        db.session.commit()
        count += made
    if due:
        sign_heads()
        db.session.commit()
    return count


# Every process looks, which costs next to nothing; who is first takes the record, and the others leave it alone.
JOBS = (Job("record", append, every=10, everywhere=True),)
