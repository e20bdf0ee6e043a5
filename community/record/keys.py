"""The key with which the site signs the heads of its record: Ed25519, by the setting RECORD_KEY."""

from __future__ import annotations

from base64 import b64decode, b64encode, urlsafe_b64decode
from typing import Any

from flask import current_app

__all__ = ["is_signed", "public_key", "public_pem", "sign"]


def sign(text: str) -> str:
    """Return the signature of `text`, in base64."""
    return b64encode(_key().sign(text.encode())).decode()


def public_key() -> str:
    """Return the 32 bytes by which everybody can check what the site signs, in base64."""
    return b64encode(_key().public_key().public_bytes_raw()).decode()


def public_pem() -> str:
    """Return the same as programs read it."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    pem: bytes = _key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return pem.decode()


def is_signed(text: str, signature: str, key: str) -> bool:
    """Say whether the owner of this public key signed `text`."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(b64decode(key)).verify(b64decode(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _key() -> Any:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # 20 ms, where it is needed

    return Ed25519PrivateKey.from_private_bytes(urlsafe_b64decode(current_app.config["RECORD_KEY"] + "="))
