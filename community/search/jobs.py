"""What the worker does for searching."""

from __future__ import annotations

from time import monotonic

from flask import current_app

from community.extensions import db
from community.platform.database import reading_only
from community.platform.worker.jobs import Job, NotNow
from community.search.operations import learn, rebuild
from community.search.port import Busy
from community.search.queries import list_waiting

__all__ = ["JOBS"]

PATIENCE = 20
"""Seconds for which somebody else may keep the index locked before another one is made."""

_stuck: dict[int, float] = {}
"""What waits first while the index is locked, and since when."""


def keep_index() -> None:
    """Let the index learn what waits; mend it where it is damaged, and leave one that stays locked behind.

    While another process lets it learn, what waits first changes; only where nothing moves, the lock is given up.
    """
    folder = current_app.config["DATA"] / "search"
    try:
        more = True
        while more:
            more = learn(folder)
            db.session.commit()
    except Busy:
        if not _nothing_moves():
            return
        try:
            rebuild(folder)
        except Busy as busy:
            raise NotNow("the search index is locked, and another one is being made") from busy
    _stuck.clear()


def _nothing_moves() -> bool:
    """Say whether the same thing has waited first for longer than is patient."""
    db.session.rollback()
    with reading_only():
        first = list_waiting(0, 1)
        db.session.rollback()
    since = {first[0][0]: _stuck.get(first[0][0], monotonic())} if first else {}
    _stuck.clear()
    _stuck.update(since)
    return any(monotonic() - began >= PATIENCE for began in since.values())


JOBS = (Job("search", keep_index, every=2, everywhere=True),)
