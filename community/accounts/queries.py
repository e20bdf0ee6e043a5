"""What can be known about people and their accounts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select, union

from community.accounts.addresses import email_key
from community.accounts.models import Account, Code, Passkey, Person, Purpose, RecoveryCode, SignIn
from community.platform.clock import now
from community.platform.errors import Missing
from community.platform.reading import Reading

__all__ = [
    "CodePage",
    "FoundPasskey",
    "Known",
    "Login",
    "Own",
    "PasskeyRow",
    "Second",
    "SignInRow",
    "account_of",
    "find_account",
    "find_passkey",
    "find_people",
    "get_began",
    "get_code_page",
    "get_own",
    "get_second",
    "has_closed",
    "list_named",
    "list_passkeys",
    "list_sign_ins",
]


class Known(NamedTuple):
    """A person whose name is known."""

    person_id: int
    name: str | None


class Login(NamedTuple):
    """An account as signing in needs it."""

    id: int
    person_id: int
    email: str
    password_hash: str | None
    language: str | None


class Own(NamedTuple):
    """An account as its own page shows it."""

    email: str
    password_hash: str | None
    password_set_at: datetime | None
    created_at: datetime


class SignInRow(NamedTuple):
    """A device on which an account is signed in."""

    id: int
    user_agent: str
    began_at: datetime
    seen_at: datetime


class Second(NamedTuple):
    """What there is of an account's second factor."""

    email: str
    secret: str | None
    shown_at: datetime | None
    codes_left: int

    @property
    def is_set(self) -> bool:
        return self.secret is not None

    @property
    def is_shown(self) -> bool:
        """Whether it was shown on this device."""
        return self.shown_at is not None


class PasskeyRow(NamedTuple):
    """A passkey as its owner's page shows it."""

    id: int
    credential_id: bytes
    name: str
    created_at: datetime
    used_at: datetime | None


class FoundPasskey(NamedTuple):
    """A passkey that somebody uses, and whose it is."""

    id: int
    account_id: int
    email: str
    credential_id: bytes
    public_key: bytes
    sign_count: int


class CodePage(NamedTuple):
    """What the page knows on which a code is typed: as much for an unknown address as for a known one."""

    purpose: Purpose
    account_id: int | None
    email: str
    guesses: int
    expires_at: datetime


def _itself(at: datetime) -> datetime:
    return at


_NAMED = Reading(
    Known,
    select(Person.id, Person.name)
    .where(Person.name.is_not(None))
    .order_by(Person.id)
    .limit(bindparam("most", type_=Person.id.type)),
)
_ACCOUNT = Reading(
    int, select(Account.id).where(Account.person_id == bindparam("person_id"), Account.closed_at.is_(None))
)
_CLOSED = Reading(
    int, select(Account.id).where(Account.person_id == bindparam("person_id"), Account.closed_at.is_not(None))
)
_OPEN = select(Person.id, Person.name).join(Account, Account.person_id == Person.id).where(Account.closed_at.is_(None))
_EXACTLY = union(
    select(_OPEN.where(Person.name == bindparam("name")).limit(2).subquery("namesakes")),
    _OPEN.where(Account.email_key == bindparam("email_key")),
).subquery("exactly")
_FOUND = Reading(Known, select(_EXACTLY))

_LOGIN = Reading(
    Login,
    select(Account.id, Account.person_id, Account.email, Account.password_hash, Account.language).where(
        Account.email_key == bindparam("email_key"), Account.closed_at.is_(None)
    ),
)
_OWN = Reading(
    Own,
    select(Account.email, Account.password_hash, Account.password_set_at, Account.created_at).where(
        Account.id == bindparam("account_id")
    ),
)
_SIGN_INS = Reading(
    SignInRow,
    select(SignIn.id, SignIn.device, SignIn.began_at, SignIn.seen_at)
    .where(SignIn.account_id == bindparam("account_id"), SignIn.ended_at.is_(None))
    .order_by(SignIn.began_at.desc(), SignIn.id.desc())
    .limit(bindparam("most", type_=SignIn.id.type)),
)
_LEFT = (
    select(func.count())
    .where(RecoveryCode.account_id == Account.id, RecoveryCode.taken_at.is_(None))
    .correlate(Account)
    .scalar_subquery()
)
_SECOND = Reading(
    Second,
    select(Account.email, Account.totp_secret, SignIn.second_at, _LEFT)
    .join(SignIn, SignIn.account_id == Account.id)
    .where(Account.id == bindparam("account_id"), SignIn.id == bindparam("sign_in_id")),
)
_BEGAN = Reading(_itself, select(SignIn.began_at).where(SignIn.id == bindparam("sign_in_id")))
_PASSKEYS = Reading(
    PasskeyRow,
    select(Passkey.id, Passkey.credential_id, Passkey.name, Passkey.created_at, Passkey.used_at)
    .where(Passkey.account_id == bindparam("account_id"))
    .order_by(Passkey.id)
    .limit(bindparam("most", type_=Passkey.id.type)),
)
_PASSKEY = Reading(
    FoundPasskey,
    select(
        Passkey.id, Account.id, Account.email, Passkey.credential_id, Passkey.public_key, Passkey.sign_count
    )
    .join(Account, Account.id == Passkey.account_id)
    .where(Passkey.credential_id == bindparam("credential_id"), Account.closed_at.is_(None)),
)  # fmt: skip
_CODE = Reading(
    CodePage,
    select(Code.purpose, Code.account_id, Code.email, Code.guesses, Code.expires_at).where(
        Code.key_hash == bindparam("key_hash"),
        Code.taken_at.is_(None),
        Code.guesses < bindparam("most", type_=Code.guesses.type),
        Code.expires_at > bindparam("at", type_=Code.expires_at.type),
    ),
)


def list_named(most: int = 20) -> Sequence[Known]:
    """Return the first people whose name is known."""
    return _NAMED.all(most=most)


def account_of(person_id: int) -> int | None:
    """Return the id of this person's account, or None."""
    return _ACCOUNT.first(person_id=person_id)


def has_closed(person_id: int) -> bool:
    """Say whether this person closed their account and may still come back."""
    return _CLOSED.first(person_id=person_id) is not None


def find_people(text: str) -> Sequence[Known]:
    """Return whoever has an account and exactly this name or e-mail address; of namesakes, two are enough to tell."""
    return _FOUND.all(name=text, email_key=email_key(text))


def find_account(email: str) -> Login | None:
    """Return the account that is meant by this address, or None."""
    return _LOGIN.first(email_key=email_key(email))


def get_own(account_id: int) -> Own:
    """Return what the account's own page says of it."""
    found = _OWN.first(account_id=account_id)
    if found is None:
        raise Missing
    return found


def list_sign_ins(account_id: int, most: int = 100) -> Sequence[SignInRow]:
    """Return the devices on which the account is signed in, the latest first."""
    return _SIGN_INS.all(account_id=account_id, most=most)


def get_second(account_id: int, sign_in_id: int) -> Second:
    """Return what there is of the account's second factor, as seen from one of its devices."""
    found = _SECOND.first(account_id=account_id, sign_in_id=sign_in_id)
    if found is None:
        raise Missing
    return found


def get_began(sign_in_id: int) -> datetime | None:
    """Return when somebody signed in on this device."""
    return _BEGAN.first(sign_in_id=sign_in_id)


def list_passkeys(account_id: int, most: int = 100) -> Sequence[PasskeyRow]:
    """Return the account's passkeys, the oldest first."""
    return _PASSKEYS.all(account_id=account_id, most=most)


def find_passkey(credential_id: bytes) -> FoundPasskey | None:
    """Return the passkey that browsers know by this id, or None."""
    return _PASSKEY.first(credential_id=credential_id)


def get_code_page(key_hash: bytes, most_guesses: int) -> CodePage | None:
    """Return what a code is for that can still be typed, or None."""
    return _CODE.first(key_hash=key_hash, most=most_guesses, at=now())
