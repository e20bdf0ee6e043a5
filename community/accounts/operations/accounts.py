"""An account comes to a person."""

from __future__ import annotations

from community.accounts.addresses import email_key
from community.accounts.models import Account
from community.extensions import db
from community.platform.clock import now

__all__ = ["open_account"]


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
