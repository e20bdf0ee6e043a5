"""What the worker does for themes: it counts the people behind them anew when their ideas have other votes."""

from __future__ import annotations

from community.extensions import db
from community.platform.database import reading_only
from community.platform.worker.jobs import Job
from community.themes.operations import count_people
from community.themes.queries import list_stale

__all__ = ["JOBS"]

AT_ONCE = 50
"""So many themes are counted in one transaction."""


def count() -> None:
    """Count again wherever it may have changed; nobody waits while we look where that is."""
    while True:
        with reading_only():
            stale = list_stale(AT_ONCE)
            db.session.rollback()
        if stale:
            count_people(stale)
            db.session.commit()
        if len(stale) < AT_ONCE:
            return


JOBS = (Job("count the people behind themes", count, every=60),)
