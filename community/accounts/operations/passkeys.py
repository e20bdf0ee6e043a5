"""A passkey comes to an account, is used, and goes."""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from community.accounts.models import Account, Code, Passkey, Purpose
from community.accounts.operations.codes import make_code, no_longer
from community.accounts.operations.notices import give_notice
from community.accounts.operations.sign_ins import token_hash
from community.extensions import db
from community.platform.clock import now
from community.platform.database import execute
from community.platform.errors import Missing, Refused
from community.platform.text import _, legible

__all__ = ["add_passkey", "make_challenge", "remove_passkey", "take_challenge", "use_passkey"]

NAME_LENGTH = 100
MOST = 20
"""So many passkeys an account may have."""


def make_challenge(account_id: int | None) -> tuple[str, bytes]:
    """Return the key of a challenge, and the challenge that a passkey shall sign, once."""
    challenge = secrets.token_bytes(32)
    key, _nobody_types_it = make_code(Purpose.PASSKEY, account_id, "", challenge=urlsafe_b64encode(challenge).decode())
    return key, challenge


def take_challenge(key: str, account_id: int | None) -> bytes:
    """Use up a challenge and return it; raises Refused when it was used or is too old."""
    taken = (
        update(Code)
        .where(
            Code.key_hash == token_hash(key),
            Code.purpose == Purpose.PASSKEY,
            Code.account_id == account_id if account_id else Code.account_id.is_(None),
            Code.taken_at.is_(None),
            Code.expires_at > now(),
        )
        .values(taken_at=now())
        .returning(Code.kept)
    )
    kept = execute(taken).scalar_one_or_none()
    if kept is None:
        raise Refused(no_longer())
    return urlsafe_b64decode(json.loads(kept)["challenge"])


def add_passkey(account_id: int, credential_id: bytes, public_key: bytes, sign_count: int, name: str) -> Passkey:
    """Let this key sign the account in; its owner is told by mail."""
    account = db.session.get(Account, account_id)
    if account is None or account.closed_at is not None:
        raise Missing
    passkey = Passkey(
        account_id=account_id,
        credential_id=credential_id,
        public_key=public_key,
        sign_count=sign_count,
        name=legible(name, NAME_LENGTH),
        created_at=now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(passkey)
    except IntegrityError as error:
        raise Refused(_("This passkey is known here already.")) from error
    give_notice(account, "passkey_added")
    return passkey


def use_passkey(passkey_id: int, sign_count: int) -> None:
    """Note that a key was used; raises Refused when a copy of it was used at the same moment."""
    used = update(Passkey).where(Passkey.id == passkey_id, (Passkey.sign_count < sign_count) | (sign_count == 0))
    done = execute(used.values(sign_count=sign_count, used_at=now()).returning(Passkey.id)).first()
    if done is None:
        raise Refused(_("The passkey could not be checked. Try again, or sign in another way."))


def remove_passkey(account_id: int, passkey_id: int) -> None:
    """Let a key sign in no more."""
    gone = delete(Passkey).where(Passkey.id == passkey_id, Passkey.account_id == account_id).returning(Passkey.id)
    if execute(gone).first() is None:
        raise Missing(_("There is no such passkey any more."))
