"""What the worker does after people have left."""

from __future__ import annotations

from community.accounts.operations import remove_closed_accounts
from community.extensions import db
from community.platform.worker.jobs import Job

__all__ = ["JOBS"]


def remove_closed() -> None:
    """Remove accounts whose owners did not come back within a month."""
    remove_closed_accounts()
    db.session.commit()


JOBS = (Job("remove closed accounts", remove_closed, every=3600),)
