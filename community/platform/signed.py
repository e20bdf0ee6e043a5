"""Links that open something for whoever has them, without signing in: only this site can make them."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode

from community.platform.keyed import keyed_hash

__all__ = ["read_signed", "signed"]

BYTES = 16
"""Nobody guesses so many."""


def signed(use: str, text: str) -> str:
    """Return `text`, letters, digits and hyphens, so that only this site could have written it for this use."""
    return f"{text}.{_mark(use, text)}"


def read_signed(use: str, token: str) -> str | None:
    """Return the text that this site signed for this use, or None when it never did."""
    text, _dot, mark = token.rpartition(".")
    return text if hmac.compare_digest(mark.encode(), _mark(use, text).encode()) else None


def _mark(use: str, text: str) -> str:
    return urlsafe_b64encode(keyed_hash(f"signed {use}", text)[:BYTES]).decode().rstrip("=")
