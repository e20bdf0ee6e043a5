"""What the worker does for commitments: time changes their signals, and people go on voting on what they answer."""

from __future__ import annotations

from collections import deque

from community.extensions import db
from community.platform.worker.jobs import Job
from community.tracker.operations import renew_signals, wrong_asking

__all__ = ["JOBS"]


def renew() -> None:
    """Derive anew the signals that time has changed."""
    while renew_signals():
        db.session.commit()


def recount() -> None:
    """Count who asked for each commitment where that has changed."""
    deque(wrong_asking(repair=True), maxlen=0)
    db.session.commit()


JOBS = (
    Job("renew the signals of commitments", renew, every=60),
    Job("count who asked for what is promised", recount, every=900),
)
