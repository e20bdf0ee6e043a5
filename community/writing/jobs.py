"""What the worker does for what people write: it forgets what nobody signed in for in time."""

from __future__ import annotations

from community.extensions import db
from community.platform.worker.jobs import Job
from community.writing.operations import forget_pending

__all__ = ["JOBS"]


def forget() -> None:
    """Forget what visitors sent and nobody signed in for."""
    forget_pending()
    db.session.commit()


JOBS = (Job("forget what waited in vain", forget, every=3600),)
