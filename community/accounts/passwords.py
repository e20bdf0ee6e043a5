"""Passwords: how they are kept and compared, and which are too weak."""

from __future__ import annotations

import unicodedata
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from community.platform.errors import Unclear
from community.platform.text import _

__all__ = ["LEAST", "MOST", "check_strength", "hash_password", "is_outdated", "matches"]

LEAST, MOST = 10, 200
"""Characters of a password. Long enough counts; which kinds of characters does not (NIST SP 800-63B, 3.1.1.2)."""

# https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html: 19 MiB, two rounds; some 20 ms.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_at_once = BoundedSemaphore(2)
"""So many are computed at a time by a process: a storm of tries takes no more memory than that."""


def hash_password(password: str) -> str:
    """Return what is kept of a password."""
    with _at_once:
        return _hasher.hash(_plain(password))


def matches(kept: str | None, password: str) -> bool:
    """Say whether this is the password of which `kept` was kept; of nobody's, after the same work, that it is not."""
    against = kept or _nobodys()
    with _at_once:
        try:
            return _hasher.verify(against, _plain(password)) and kept is not None
        except (Argon2Error, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Say whether `kept` was computed with less work than is done today."""
    return _hasher.check_needs_rehash(kept)


def check_strength(password: str, *about: str) -> None:
    """Raise Unclear when this password is soon guessed; `about` are name and address of whose it would be."""
    plain = _plain(password)
    if len(plain) < LEAST:
        raise Unclear(_("Choose at least %(least)s characters; four words in a row are easy to remember.", least=LEAST))
    if len(password) > MOST:
        raise Unclear(_("Choose at most %(most)s characters.", most=MOST))
    parts = [part for text in about for part in text.casefold().replace("@", " ").split() if len(part) > 3]
    left = plain.casefold()
    for part in parts:
        left = left.replace(part, "")
    if len(set(left)) < 5 or len(left) < LEAST // 2 or any(left in run for run in _RUNS):
        raise Unclear(
            _("This password is easily guessed: choose one that is not your name, a row of keys or a repeat.")
        )


_RUNS = ("01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm",
         "qwertzuiopasdfghjklyxcvbnm", "1q2w3e4r5t6y7u8i9o0p", "password1234567890", "passwordpassword")  # fmt: skip


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody's")


def _plain(password: str) -> str:
    """The same characters however a keyboard composes them."""
    return unicodedata.normalize("NFKC", password[: MOST * 4])
