"""What only this site can compute or read: by its SECRET_KEY."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode

from flask import current_app

__all__ = ["keyed_hash", "seal", "unseal"]


def keyed_hash(use: str, text: str) -> bytes:
    """Return 32 bytes that follow from `text`; who lacks the key cannot try texts out, not even short ones."""
    return hmac.digest(current_app.config["SECRET_KEY"].encode(), f"{use}\0{text}".encode(), "sha256")


def seal(use: str, text: str) -> str:
    """Return `text` encrypted, so that who reads the database cannot read it."""
    return str(_box(use).encrypt(text.encode()).decode())


def unseal(use: str, sealed: str) -> str | None:
    """Return what was sealed for the same use, or None when it was sealed by another key."""
    from cryptography.fernet import InvalidToken

    try:
        return str(_box(use).decrypt(sealed.encode()).decode())
    except InvalidToken:
        return None


def _box(use: str):  # type: ignore[no-untyped-def]
    from cryptography.fernet import Fernet  # 20 ms, where somebody needs it

    return Fernet(urlsafe_b64encode(keyed_hash("seal", use)))
