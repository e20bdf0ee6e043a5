"""Not making a page again that the reader has or that was made before, when what it is made of is the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from hashlib import blake2b
from pathlib import Path

from flask import Flask, current_app, g, request, session

from community.platform.clock import today
from community.platform.guards import viewer
from community.platform.reading import note, noted

__all__ = ["MadeBefore", "NotModified", "frame_by", "keep_made", "show_if_changed", "shown_today"]


BUILT_OF = ("**/*.py", "templates/**/*.html", "templates/**/*.xml", "translations/**/*.mo", "static/dist/manifest.json")
SHOWN_SETTINGS = ("SITE_NAME", "LANGUAGES", "BABEL_DEFAULT_TIMEZONE", "DEVELOPMENT_SIGN_IN", "DEMO")


MOST_BYTES = 16_000_000
"""Pages of so many bytes are kept by each process; then it begins anew."""

_made: dict[str, bytes] = {}

FRAME = "what is read for the frame of every page"


class NotModified(Exception):
    """The reader already has this page; the edge answers 304."""


class MadeBefore(Exception):
    """This very page was made before; the edge shows it."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.page = page


def frame_by(app: Flask, read: Callable[[], object]) -> None:
    """Let `read` read what every page shows besides its own matter, so that its ETag knows of it."""
    app.extensions[FRAME] = read


def show_if_changed() -> None:
    """Raise NotModified or MadeBefore when the page that would be made now is there; otherwise remember its ETag.

    A page is made of what was read for it (see platform/reading.py), which must be everything by now,
    and of address, language, viewer, settings and the build of the site.
    """
    if "_flashes" in session:  # this page says something once; it must not be shown again from a cache
        return
    current_app.extensions[FRAME]()
    settings = [current_app.config[name] for name in SHOWN_SETTINGS]
    made_of = (_build(current_app.root_path), settings, request.full_path, g.language, viewer(), noted())
    g.etag = blake2b(repr(made_of).encode(), digest_size=12).hexdigest()
    if request.if_none_match.contains_weak(g.etag):  # a proxy that compresses makes our strong tags weak ones
        raise NotModified
    if g.etag in _made:
        raise MadeBefore(_made[g.etag])


def shown_today() -> date:
    """Return the day that it is in the site's zone, for pages that say how late something is: they change with it."""
    day = today()
    note(day)
    return day


def keep_made(page: bytes) -> None:
    """Keep a visitor's page for the next one who would be shown the same: rendering is a third of its cost."""
    if g.etag in _made or viewer() is not None:
        return
    if sum(map(len, _made.values())) > MOST_BYTES:
        _made.clear()
    _made[g.etag] = page


@cache
def _build(root: str) -> str:
    """A text that changes when the site itself does; the same wherever the same is installed."""
    digest = blake2b(digest_size=12)
    for file in sorted(file for kind in BUILT_OF for file in Path(root).glob(kind)):
        digest.update(file.read_bytes())
    return digest.hexdigest()
