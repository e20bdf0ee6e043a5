"""What the worker does for accounts: it forgets what has served."""

from __future__ import annotations

from community.accounts.operations import forget_codes
from community.extensions import db
from community.platform.throttle.operations import forget_tries
from community.platform.worker.jobs import Job

__all__ = ["JOBS"]


def forget() -> None:
    """Forget codes that nobody can use any more, and tries that no limit counts any more."""
    forget_codes()
    forget_tries()
    db.session.commit()


JOBS = (Job("forget codes and tries", forget, every=3600),)
