"""A device is signed in, and signed out again."""

from __future__ import annotations

import secrets
from hashlib import sha256

from sqlalchemy import select, update

from community.accounts.models import Account, SignIn
from community.extensions import db
from community.platform.clock import now
from community.platform.errors import Missing
from community.platform.text import _

__all__ = ["begin_sign_in", "end_sign_in", "end_sign_ins", "note_seen", "token_hash"]

DEVICE_LENGTH = 200


def begin_sign_in(account_id: int, device: str, *, second_factor: bool = False) -> str:
    """Sign an account in on a device; return the token that only this device will have."""
    token, at = secrets.token_urlsafe(32), now()
    db.session.add(
        SignIn(
            account_id=account_id,
            token_hash=token_hash(token),
            device=device[:DEVICE_LENGTH],
            began_at=at,
            seen_at=at,
            second_at=at if second_factor else None,
        )
    )
    db.session.flush()
    return token


def note_seen(sign_in_id: int) -> None:
    """Note that this device is used now."""
    db.session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=now()))


def end_sign_in(account_id: int, sign_in_id: int) -> None:
    """Sign one of the account's devices out; raise Missing when the account has no such device."""
    ended = db.session.execute(
        update(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.account_id == account_id, SignIn.ended_at.is_(None))
        .values(ended_at=now())
        .returning(SignIn.id)
    )
    if ended.first() is None:
        raise Missing(_("That device is not signed in any more."))


def end_sign_ins(person_id: int, but: int | None = None) -> None:
    """Sign this person out everywhere, except for the sign-in with the id `but`."""
    mine = select(Account.id).where(Account.person_id == person_id)
    ending = update(SignIn).where(SignIn.account_id.in_(mine), SignIn.ended_at.is_(None))
    if but is not None:
        ending = ending.where(SignIn.id != but)
    db.session.execute(ending.values(ended_at=now()).execution_options(synchronize_session=False))


def token_hash(token: str) -> bytes:
    """Return how a token is stored: who reads the database cannot sign in by what stands there."""
    return sha256(token.encode()).digest()
