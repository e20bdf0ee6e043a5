"""E-mail addresses: which are one, whatever they look like."""

from __future__ import annotations

import unicodedata

__all__ = ["email_key"]


def email_key(email: str) -> str:
    """Return what is the same for addresses that reach the same person: without case and compatible forms."""
    return unicodedata.normalize("NFKC", email.strip()).casefold()
