"""Answering 304 before a template is rendered, when what the page is made of has not changed."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from pathlib import Path

from flask import current_app, g, request, session
from flask_babel import get_locale

__all__ = ["NotModified", "show_if_changed"]


class NotModified(Exception):
    """The reader already has this page; the edge answers 304."""


def show_if_changed(*ingredients: object) -> None:
    """Raise NotModified when the reader has the page made of these `ingredients`; otherwise remember its ETag.

    The ingredients must be everything that the page shows, as values whose repr is complete
    (rows are frozen dataclasses). Language, viewer and the build of the site are added here.
    """
    from community.platform.guards import viewer  # flask_login reads the request; keep it out of import time

    if "_flashes" in session:  # this page says something once; it must not be shown again from a cache
        return
    digest = blake2b(digest_size=12)
    for part in (_build(), str(get_locale()), viewer(), *ingredients):
        digest.update(repr(part).encode())
    g.etag = digest.hexdigest()
    if g.etag in request.if_none_match:
        raise NotModified


@cache
def _build() -> int:
    """A number that changes when a template or asset does."""
    root = Path(current_app.root_path)
    files = [*root.glob("templates/**/*.html"), root / "static/dist/manifest.json"]
    return max((file.stat().st_mtime_ns for file in files if file.exists()), default=0)
