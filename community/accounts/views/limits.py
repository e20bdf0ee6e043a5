"""How often one may try: by person and device, by device, by person (decision 10)."""

from __future__ import annotations

import secrets

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from community.accounts.addresses import email_key
from community.extensions import db
from community.platform.client import client_address
from community.platform.errors import TooOften
from community.platform.text import _
from community.platform.throttle.operations import Bucket, count_try

__all__ = [
    "allow_guess",
    "allow_mail",
    "allow_passkey",
    "allow_password",
    "allow_second",
    "forget_device",
    "remember_device",
]

QUARTER, HOUR = 900, 3600
YEAR = 31_536_000


def allow_password(email: str) -> None:
    """Count a try at a password; raise TooOften when there were too many."""
    key, client = email_key(email), client_address()
    device = _known_device(key)
    if device:  # nobody else can use up the tries of a device on which the account was signed in before
        _count(Bucket("password on device", device, 10, QUARTER))
    else:
        _count(
            Bucket("password", f"{key} {client}", 10, QUARTER),
            Bucket("password from", client, 100, QUARTER),
            Bucket("password of", key, 100, HOUR),
        )


def allow_mail(email: str) -> None:
    """Count a mail with a code that somebody asks for; raise TooOften when there were too many."""
    key, client = email_key(email), client_address()
    device = _known_device(key)
    if device:
        _count(Bucket("mail on device", device, 10, HOUR))
    else:
        _count(
            Bucket("mail", f"{key} {client}", 5, HOUR),
            Bucket("mail from", client, 50, HOUR),
            Bucket("mail to", key, 20, HOUR),
        )


def allow_guess() -> None:
    """Count a code that is typed; each code has its own five tries besides."""
    _count(Bucket("code from", client_address(), 100, QUARTER))


def allow_second(email: str) -> None:
    """Count a try at a second factor; who gets here has shown the first."""
    key = email_key(email)
    device = _known_device(key)
    if device:
        _count(Bucket("second on device", device, 20, HOUR))
    else:
        _count(Bucket("second of", key, 20, HOUR))


def allow_passkey() -> None:
    """Count a challenge for a passkey; nobody guesses what a key signs, but each challenge is a row."""
    _count(Bucket("passkey from", client_address(), 100, QUARTER))


def remember_device(response: Response, email: str) -> None:
    """Let this device be known to the account: its tries are counted by themselves from now on."""
    key = email_key(email)
    if not _known_device(key):
        response.set_cookie(
            _cookie(),
            _signing().dumps([secrets.token_urlsafe(12), key]),
            max_age=YEAR,
            samesite="Lax",
            httponly=True,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )


def forget_device(response: Response) -> None:
    """Let this device be known to no account any more."""
    response.delete_cookie(_cookie(), samesite="Lax", httponly=True, secure=current_app.config["SESSION_COOKIE_SECURE"])


def _count(*buckets: Bucket) -> None:
    """Count, for good; whoever wants to write after this calls write_again()."""
    seconds = count_try(*buckets)
    db.session.commit()
    if seconds:
        minutes = -(-seconds // 60)
        raise TooOften(
            _(
                "This was tried very often just now, and we wait so that nobody can guess their way in. "
                "Try again in %(minutes)s minutes. A code that is in your mailbox already works all the same.",
                minutes=minutes,
            ),
            seconds,
        )


def _known_device(key: str) -> str | None:
    try:
        device, known = _signing().loads(request.cookies.get(_cookie(), ""))
    except (BadSignature, ValueError, TypeError):
        return None
    return str(device) if known == key else None


def _cookie() -> str:
    return "__Host-device" if current_app.config["SESSION_COOKIE_SECURE"] else "device"


def _signing() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="device")
