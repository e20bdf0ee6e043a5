"""Somebody changes what their account says of them."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from community.accounts.addresses import email_key
from community.accounts.models import Account, Person
from community.accounts.operations.codes import end_codes
from community.accounts.operations.notices import give_notice
from community.accounts.operations.people import NAME_LENGTH
from community.extensions import db
from community.platform.errors import Missing, Refused
from community.platform.text import _, legible

__all__ = ["change_email", "choose_home", "choose_language", "rename"]


def rename(person_id: int, name: str) -> None:
    """Give the person another name, also beside what they wrote before."""
    checked = legible(name, NAME_LENGTH)
    db.session.execute(update(Person).where(Person.id == person_id).values(name=checked))


def choose_language(account_id: int, language: str) -> None:
    """Let pages and mails speak this language to the account."""
    db.session.execute(update(Account).where(Account.id == account_id).values(language=language))


def choose_home(person_id: int, place_id: int | None) -> None:
    """Say where the person is at home, or nowhere."""
    db.session.execute(update(Person).where(Person.id == person_id).values(home_place_id=place_id))


def change_email(account_id: int, email: str) -> None:
    """Let the account sign in by another address, known to be theirs; the one before is told.

    Raises Refused when another account has it by now.
    """
    account = db.session.get(Account, account_id)
    if account is None or account.closed_at is not None:
        raise Missing
    before = account.email
    try:
        with db.session.begin_nested():
            account.email, account.email_key = email, email_key(email)
    except IntegrityError as error:
        raise Refused(_("That address belongs to another account by now.")) from error
    end_codes(account_id)
    give_notice(account, "email_changed", to=before)
