"""What the site calls itself, for what is no page: mails, authenticator apps, passkeys."""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app

__all__ = ["named_by", "site_name"]

named_by: list[Callable[[], str]] = []
"""Asked for the name that admins gave the site, or an empty text when they gave none."""


def site_name() -> str:
    """Return the name of the site on one line: the one that admins gave it, or else the installation's."""
    names = (ask() for ask in named_by)
    return " ".join((next(filter(None, names), "") or current_app.config["SITE_NAME"]).split())
