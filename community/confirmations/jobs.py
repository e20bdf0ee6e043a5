"""What the worker does some days after a delivery: it asks those who were told."""

from __future__ import annotations

from community.confirmations.operations import ask_due
from community.confirmations.queries import is_any_due
from community.extensions import db
from community.platform.database import reading_only
from community.platform.worker.jobs import Job

__all__ = ["JOBS"]


def ask() -> int:
    """Ask back about every delivery that is due; return how many."""
    with reading_only():
        due = is_any_due()
        db.session.rollback()
    asked = 0
    while due and ask_due() is not None:
        db.session.commit()
        asked += 1
    db.session.rollback()
    return asked


JOBS = (Job("ask back", ask, every=60),)
