"""What the worker does for searching."""

from __future__ import annotations

from time import monotonic

from flask import current_app

from community.extensions import db
from community.platform.worker.jobs import Job, NotNow
from community.search.operations import learn, rebuild
from community.search.port import Busy

__all__ = ["JOBS"]

PATIENCE = 20
"""Seconds for which somebody else may keep the index locked before another one is made."""

_busy_since: list[float] = []


def keep_index() -> None:
    """Let the index learn what waits; mend it where it is damaged, and leave one that stays locked behind."""
    folder = current_app.config["DATA"] / "search"
    try:
        more = True
        while more:
            more = learn(folder)
            db.session.commit()
    except Busy as busy:
        if not _busy_since:
            _busy_since.append(monotonic())
        if monotonic() - _busy_since[0] < PATIENCE:
            raise NotNow("the search index is locked") from busy
        try:
            rebuild(folder)
        except Busy:
            raise NotNow("the search index is being made anew") from busy
    _busy_since.clear()


JOBS = (Job("search", keep_index, every=2, everywhere=True),)
