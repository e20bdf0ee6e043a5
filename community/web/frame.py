"""What stands around the matter of every page: the site's name and look, and what is new for who looks."""

from __future__ import annotations

from flask import Flask, g

from community.notifications.queries import count_unread
from community.platform.desks import open_desks
from community.platform.freshness import frame_by
from community.platform.guards import viewer
from community.web.own import own

__all__ = ["register"]


def register(app: Flask) -> None:
    """Read the frame of every page of `app` once, also for its ETag."""
    frame_by(app, _read)

    @app.context_processor
    def frame() -> dict[str, object]:
        return {"count_unread": _unread, "open_desks": open_desks}


def _read() -> None:
    own()
    open_desks()
    _unread()


def _unread() -> int:
    """How much news whoever looks has not seen."""
    who = viewer()
    if "unread" not in g:
        g.unread = count_unread(who) if who is not None else 0
    return int(g.unread)
