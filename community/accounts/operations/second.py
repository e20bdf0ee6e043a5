"""A second factor: an authenticator app's codes, and recovery codes for the day the app is lost."""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from collections.abc import Sequence
from typing import Any

import pyotp
from sqlalchemy import delete, select, update

from community.accounts.models import Account, Purpose, RecoveryCode, SignIn
from community.accounts.operations.codes import ALPHABET, make_code
from community.accounts.operations.notices import give_notice
from community.extensions import db
from community.platform.clock import now
from community.platform.database import execute
from community.platform.errors import Missing
from community.platform.keyed import keyed_hash, seal, unseal

__all__ = [
    "ask_for_second",
    "counter_of",
    "make_recovery_codes",
    "remove_second",
    "set_second",
    "strengthen",
    "take_second",
]

STEP = 30
"""Seconds that a code of an authenticator app stands for, RFC 6238."""

AROUND = (-1, 0, 1)
"""Steps by which the clock of somebody's phone may be wrong."""

RECOVERY_CODES, RECOVERY_LENGTH = 10, 10
SEALED_FOR = "authenticator"


def counter_of(secret: str, typed: str) -> int | None:
    """Return the number of the half minute for which an app with this secret shows this code, or None."""
    at = int(now().timestamp()) // STEP
    app = pyotp.HOTP(secret)
    shown = "".join(char for char in unicodedata.normalize("NFKC", typed[:40]) if not char.isspace())
    if not (shown.isascii() and shown.isdigit()):
        return None
    return next((at + each for each in AROUND if hmac.compare_digest(app.at(at + each), shown)), None)


def set_second(account_id: int, secret: str, counter: int) -> Sequence[str]:
    """Ask this account for codes of an app with this secret from now on; return its recovery codes.

    `counter` is that of the code by which the app was tried out: it cannot be used again.
    """
    account = _account(account_id)
    account.totp_secret, account.totp_counter = seal(SEALED_FOR, f"{account_id} {secret}"), counter
    db.session.flush()
    give_notice(account, "second_set")
    return make_recovery_codes(account_id)


def make_recovery_codes(account_id: int) -> Sequence[str]:
    """Return ten codes, each of which stands in for the app once; those before end."""
    codes = [_random() for _each in range(RECOVERY_CODES)]
    execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    db.session.add_all(RecoveryCode(account_id=account_id, code_hash=_hash(account_id, code)) for code in codes)
    db.session.flush()
    half = RECOVERY_LENGTH // 2
    return [f"{code[:half]}-{code[half:]}" for code in codes]


def remove_second(account_id: int) -> None:
    """Ask for no second factor any more; what was shown before counts no longer on any device."""
    account = _account(account_id)
    account.totp_secret, account.totp_counter = None, 0
    db.session.flush()
    execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    execute(update(SignIn).where(SignIn.account_id == account_id).values(second_at=None))
    give_notice(account, "second_removed")


def take_second(account_id: int, typed: str) -> bool:
    """Say whether this is a code of the account's app or one of its recovery codes, and let neither count again."""
    account = db.session.get(Account, account_id)
    if account is None or account.totp_secret is None:
        return False
    opened = unseal(SEALED_FOR, account.totp_secret)
    owner, _space, secret = (opened or "").partition(" ")
    counter = counter_of(secret, typed) if owner == str(account_id) else None
    if counter is not None:
        # One statement, so that of two who show the same code at the same moment, one is let in.
        taken = update(Account).where(Account.id == account_id, Account.totp_counter < counter)
        return execute(taken.values(totp_counter=counter).returning(Account.id)).first() is not None
    hashed = _hash(account_id, _plain(typed))
    spent = update(RecoveryCode).where(
        RecoveryCode.account_id == account_id, RecoveryCode.code_hash == hashed, RecoveryCode.taken_at.is_(None)
    )
    return execute(spent.values(taken_at=now()).returning(RecoveryCode.account_id)).first() is not None


def ask_for_second(account_id: int, **kept: Any) -> str | None:
    """Return the key of the page that asks for the second factor, or None when the account has none.

    Whoever has the key has shown the first one; `kept` comes back when the second is shown.
    """
    found = db.session.execute(select(Account.totp_secret, Account.email).where(Account.id == account_id)).first()
    if found is None or found.totp_secret is None:
        return None
    key, _nobody_gets_this_code = make_code(Purpose.SECOND, account_id, found.email, **kept)
    return key


def strengthen(sign_in_id: int) -> None:
    """Note that a second factor was shown on this device."""
    execute(update(SignIn).where(SignIn.id == sign_in_id).values(second_at=now()))


def _account(account_id: int) -> Account:
    account = db.session.get(Account, account_id)
    if account is None or account.closed_at is not None:
        raise Missing
    return account


def _random() -> str:
    return "".join(secrets.choice(ALPHABET) for _each in range(RECOVERY_LENGTH))


def _hash(account_id: int, code: str) -> bytes:
    return keyed_hash("recovery code", f"{account_id} {code}")


def _plain(typed: str) -> str:
    text = unicodedata.normalize("NFKC", typed[:100]).upper()
    return "".join(char for char in text if char.isalnum())
