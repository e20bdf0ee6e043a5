"""What a visitor sends waits on their device until they sign in there."""

from __future__ import annotations

from collections.abc import Mapping
from secrets import token_urlsafe
from typing import Any

from flask import Response, current_app, redirect, request

from community.extensions import db
from community.platform.client import client_address
from community.platform.errors import TooOften
from community.platform.text import _
from community.platform.throttle.operations import Bucket, count_try
from community.writing import operations
from community.writing.rules import WAITS

__all__ = ["cookie", "keep", "token"]

LONGEST_TOKEN = 64
MOST, HOUR = 300, 3600
"""So much may be sent before signing in from one address in an hour; a school or a library has one for all."""


def keep(kind: str, content: Mapping[str, Any], person_id: int | None = None, *, to: str = "/waiting") -> Response:
    """Keep what a visitor sent, commit, and lead to where they sign in, or first to elsewhere."""
    seconds = count_try(Bucket("waiting from", client_address(), MOST, HOUR))
    if seconds:
        raise TooOften(_("A lot was sent from here without signing in. Sign in first, or try again later."), seconds)
    own = token() or token_urlsafe(32)
    operations.keep_pending(own, kind, content, person_id)
    db.session.commit()
    response = redirect(to, 303)
    response.set_cookie(
        cookie(),
        own,
        max_age=WAITS,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response  # type: ignore[return-value]


def token() -> str | None:
    """Return the token of the device that asks, if it has one."""
    own = request.cookies.get(cookie(), "")
    return own if 0 < len(own) <= LONGEST_TOKEN else None


def cookie() -> str:
    """Return the name of the cookie that holds it."""
    return "__Host-pending" if current_app.config["SESSION_COOKIE_SECURE"] else "pending"
