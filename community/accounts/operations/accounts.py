"""An account comes to a person."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from community.accounts.addresses import email_key
from community.accounts.models import Account, Purpose
from community.accounts.operations.closing import reopen_account
from community.accounts.operations.codes import end_codes, make_code
from community.accounts.operations.notices import give_notice
from community.accounts.operations.people import record_person
from community.accounts.operations.sign_ins import end_sign_ins
from community.extensions import db
from community.platform.clock import now
from community.platform.errors import Missing

__all__ = ["join", "keep_password_hash", "open_account", "set_password", "vouch_for"]

A_DAY = timedelta(days=1)


def open_account(
    person_id: int, email: str, *, password_hash: str | None = None, language: str | None = None
) -> Account:
    """Give this person a login by an e-mail address that is known to be theirs."""
    at = now()
    account = Account(
        person_id=person_id,
        email=email,
        email_key=email_key(email),
        password_hash=password_hash,
        password_set_at=at if password_hash else None,
        language=language,
        created_at=at,
    )
    db.session.add(account)
    db.session.flush()
    return account


def join(email: str, name: str, *, password_hash: str | None = None, language: str | None = None) -> int:
    """Make an account for an address that was just confirmed; return its id, or that of the one that came first.

    Whoever closed theirs a short while ago has it back by that, under the name it had.
    """
    found = _account_id(email) or reopen_account(email, password_hash=password_hash)
    if found is not None:
        return found
    try:
        with db.session.begin_nested():
            person = record_person(name)
            return open_account(person.id, email, password_hash=password_hash, language=language).id
    except IntegrityError:  # by another code for the same address, at the same moment
        first = _account_id(email)
        if first is None:
            raise
        return first


def vouch_for(email: str, name: str | None) -> tuple[int, str, str]:
    """Give an account to whoever has this address, on the word of whoever runs the site.

    Returns the person's id, the key of the page where a code signs them in within a day, and that code.
    """
    account_id = _account_id(email) or reopen_account(email)
    account = db.session.get(Account, account_id) if account_id else open_account(record_person(name).id, email)
    assert account is not None
    key, code = make_code(Purpose.SIGN_IN, account.id, email, lasts=A_DAY)
    return account.person_id, key, code


def set_password(account_id: int, password_hash: str, *, but: int | None = None) -> None:
    """Change the account's password; every sign-in ends, except for the one with the id `but`, and every code."""
    account = db.session.get(Account, account_id)
    if account is None or account.closed_at is not None:
        raise Missing
    account.password_hash, account.password_set_at = password_hash, now()
    db.session.flush()
    end_sign_ins(account.person_id, but=but)
    end_codes(account_id)
    give_notice(account, "password_changed")


def keep_password_hash(account_id: int, before: str, after: str) -> None:
    """Keep the same password in the way it is kept today, unless it was changed meanwhile."""
    same = update(Account).where(Account.id == account_id, Account.password_hash == before)
    db.session.execute(same.values(password_hash=after))


def _account_id(email: str) -> int | None:
    found: int | None = db.session.scalar(
        select(Account.id).where(Account.email_key == email_key(email), Account.closed_at.is_(None))
    )
    return found
