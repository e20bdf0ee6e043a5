"""Where somebody came from, and where they go on from here."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request

__all__ = ["came_from", "own_path"]

LONGEST = 2_000
NOT_BACK = ("/sign-in", "/sign-out", "/join", "/code/", "/reset", "/language")


def own_path(path: str | None) -> str:
    """Return `path` if it stays on this site, else the home page."""
    if path and path.startswith("/") and path[1:2] not in ("/", "\\") and path.isprintable() and len(path) < LONGEST:
        return path
    return "/"


def came_from() -> str:
    """Return the page that led here: the one that the address names, else the one that the browser names."""
    if request.args.get("back"):
        return own_path(request.args["back"])
    before = urlsplit(request.referrer or "")
    if before.netloc != request.host or before.path.startswith(NOT_BACK):
        return "/"
    return own_path(before._replace(scheme="", netloc="").geturl())
