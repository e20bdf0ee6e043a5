"""What the worker does for commitments: it counts anew who asked for them, for people go on voting on their ideas."""

from __future__ import annotations

from collections import deque

from community.extensions import db
from community.platform.worker.jobs import Job
from community.tracker.operations import wrong_asking

__all__ = ["JOBS"]


def recount() -> None:
    """Count who asked for each commitment where that has changed."""
    deque(wrong_asking(repair=True), maxlen=0)
    db.session.commit()


JOBS = (Job("count who asked for what is promised", recount, every=900),)
