"""What stands around the matter of every page: the site's name and look, and what waits for who looks."""

from __future__ import annotations

from flask import Flask

from community.platform.desks import open_desks
from community.platform.freshness import frame_by
from community.web.own import own

__all__ = ["register"]


def register(app: Flask) -> None:
    """Read the frame of every page of `app` once, also for its ETag."""
    frame_by(app, _read)

    @app.context_processor
    def frame() -> dict[str, object]:
        return {"open_desks": open_desks}


def _read() -> None:
    own()
    open_desks()
