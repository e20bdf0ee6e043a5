"""Answering 304 before a template is rendered, when what the page is made of has not changed."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from pathlib import Path

from flask import current_app, g, request, session

from community.platform.reading import noted

__all__ = ["NotModified", "show_if_changed"]


BUILT_OF = ("**/*.py", "templates/**/*.html", "translations/**/*.mo", "static/dist/manifest.json")
SHOWN_SETTINGS = ("SITE_NAME", "LANGUAGES", "BABEL_DEFAULT_TIMEZONE", "DEVELOPMENT_SIGN_IN", "DEMO")


class NotModified(Exception):
    """The reader already has this page; the edge answers 304."""


def show_if_changed() -> None:
    """Raise NotModified when the reader has the page that would be made now; otherwise remember its ETag.

    A page is made of what was read for it (see platform/reading.py), which must be everything by now,
    and of address, language, viewer, settings and the build of the site.
    """
    from community.platform.guards import viewer  # flask_login reads the request; keep it out of import time

    if "_flashes" in session:  # this page says something once; it must not be shown again from a cache
        return
    settings = [current_app.config[name] for name in SHOWN_SETTINGS]
    made_of = (_build(current_app.root_path), settings, request.full_path, g.language, viewer(), noted())
    g.etag = blake2b(repr(made_of).encode(), digest_size=12).hexdigest()
    if request.if_none_match.contains_weak(g.etag):  # a proxy that compresses makes our strong tags weak ones
        raise NotModified


@cache
def _build(root: str) -> str:
    """A text that changes when the site itself does; the same wherever the same is installed."""
    digest = blake2b(digest_size=12)
    for file in sorted(file for kind in BUILT_OF for file in Path(root).glob(kind)):
        digest.update(file.read_bytes())
    return digest.hexdigest()
