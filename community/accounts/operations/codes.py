"""A code goes out by mail, and is taken once.

Whoever asks for one gets the same answer whether the address is known or not, after the same statements: one row,
one mail. What differs is what the mail says.
"""

from __future__ import annotations

import hmac
import json
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, update

from community.accounts.addresses import email_key
from community.accounts.models import Account, Code, Purpose
from community.accounts.operations.sign_ins import token_hash
from community.accounts.queries import find_account
from community.extensions import db
from community.platform.clock import now
from community.platform.database import execute
from community.platform.errors import Refused
from community.platform.keyed import keyed_hash
from community.platform.mail.operations import post_mail
from community.platform.mail.writing import render_mail
from community.platform.text import _

__all__ = [
    "MOST_GUESSES",
    "Guess",
    "ask_for_code",
    "ask_for_new_email",
    "end_codes",
    "forget_codes",
    "guess_code",
    "make_code",
    "shown",
    "take_code",
]

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No two of these look alike; 30 to the power of 8 are 656 milliards."""

LENGTH = 8
MOST_GUESSES = 5
LASTS = timedelta(minutes=30)
MINUTES = LASTS.seconds // 60
KEPT_AFTER = timedelta(hours=1)
MAILS = {
    Purpose.JOIN: ("join", "join_known"),
    Purpose.SIGN_IN: ("sign_in_unknown", "sign_in"),
    Purpose.RESET: ("reset_unknown", "reset"),
}
"""What is said to an address without account, and to one with."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What came of typing a code: `left` more tries; what the code was for when it was right."""

    right: bool
    left: int
    code_id: int
    purpose: Purpose
    account_id: int | None
    email: str
    kept: dict[str, Any]


def ask_for_code(purpose: Purpose, email: str, language: str, **kept: Any) -> str:
    """Mail a one-time code for `purpose` to this address; return the key of the page where it is typed.

    `kept` comes back when the code is taken. Where the address has an account, mail goes to that account's address:
    one that only looks the same gets nothing.
    """
    account = find_account(email)
    key, code = make_code(purpose, account.id if account else None, email, language=language, **kept)
    name = MAILS[purpose][account is not None]
    to, spoken = (account.email, account.language or language) if account else (email, language)
    path = f"/code/{key}?code={code}"
    subject, text = render_mail(name, spoken, code=code, path=path, minutes=MINUTES)
    post_mail(to, subject, text, kind=name, language=spoken, person_id=account and account.person_id, secret=True)
    return key


def make_code(
    purpose: Purpose, account_id: int | None, email: str, *, lasts: timedelta = LASTS, **kept: Any
) -> tuple[str, str]:
    """Make a one-time code; return the key of its page and the code as it is shown."""
    key, code, at = secrets.token_urlsafe(16), "".join(secrets.choice(ALPHABET) for _each in range(LENGTH)), now()
    db.session.add(
        Code(
            key_hash=token_hash(key),
            purpose=purpose,
            account_id=account_id,
            email=email,
            email_key=email_key(email),
            secret_hash=_secret_hash(key, code),
            kept=json.dumps(kept),
            created_at=at,
            expires_at=at + lasts,
        )
    )
    db.session.flush()
    return key, shown(code)


def shown(code: str) -> str:
    """Return a code as people read it: ABCD-EFGH."""
    return f"{code[:4]}-{code[4:]}"


def guess_code(key: str, typed: str) -> Guess:
    """Count a try at a code and say whether it was right. The caller commits also when it was not.

    The count goes up in one statement, and only while there are tries left: also of many at the same moment,
    five are looked at. Raises Refused when this code can be had no more.
    """
    counted = execute(
        update(Code)
        .where(
            Code.key_hash == token_hash(key),
            Code.taken_at.is_(None),
            Code.expires_at > now(),
            Code.guesses < MOST_GUESSES,
        )
        .values(guesses=Code.guesses + 1)
        .returning(
            Code.id, Code.guesses, Code.purpose, Code.account_id, Code.email, Code.kept, Code.secret_hash
        )
    ).first()  # fmt: skip
    if counted is None:
        raise Refused(no_longer())
    right = hmac.compare_digest(bytes(counted.secret_hash), _secret_hash(key, _plain(typed)))
    return Guess(
        right=right,
        left=MOST_GUESSES - counted.guesses,
        code_id=counted.id,
        purpose=counted.purpose,
        account_id=counted.account_id,
        email=counted.email or "",
        kept=json.loads(counted.kept or "{}"),
    )


def take_code(guess: Guess) -> None:
    """Use up a code that was guessed right; raises Refused when somebody else was first."""
    taken = update(Code).where(Code.id == guess.code_id, Code.taken_at.is_(None))
    if execute(taken.values(taken_at=now(), kept=None).returning(Code.id)).first() is None:
        raise Refused(no_longer())


def ask_for_new_email(account_id: int, email: str, language: str) -> str:
    """Mail a code to the address by which an account shall sign in from now on; return the key of its page.

    Where the address belongs to somebody already, no code goes out: they are told, and the page is the same.
    """
    other = find_account(email)
    key, code = make_code(Purpose.EMAIL, account_id, email)
    person_id = other.person_id if other else _person_of(account_id)
    if other is None or other.id == account_id:
        to, spoken, name = email, language, "email_new"
    else:
        to, spoken, name = other.email, other.language or language, "email_taken"
    subject, text = render_mail(name, spoken, code=code, path=f"/code/{key}?code={code}", minutes=MINUTES)
    post_mail(to, subject, text, kind=name, language=spoken, person_id=person_id, secret=True)
    return key


def end_codes(account_id: int) -> None:
    """Let no code count any more that was sent for this account."""
    sent = update(Code).where(Code.account_id == account_id, Code.taken_at.is_(None))
    execute(sent.values(taken_at=now(), kept=None))


def forget_codes() -> int:
    """Forget codes that ended, with the addresses and names in them; return how many."""
    return execute(delete(Code).where(Code.expires_at < now() - KEPT_AFTER)).rowcount


def no_longer() -> str:
    """Say that a code is of no use any more."""
    return str(_("This code was used already, was typed wrong five times, or is too old. Ask for a new one."))


def _person_of(account_id: int) -> int | None:
    account = db.session.get(Account, account_id)
    return account.person_id if account else None


def _secret_hash(key: str, code: str) -> bytes:
    return keyed_hash("code", f"{key} {code}")


def _plain(typed: str) -> str:
    """The code in what somebody typed: in any case, with or without the dash and blanks."""
    text = unicodedata.normalize("NFKC", typed[:100]).upper()
    return "".join(char for char in text if char.isalnum())
