"""An account is closed, opened again within a month, or removed with all ways of signing in to it."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import delete, func, or_, select

from community.accounts.addresses import email_key
from community.accounts.models import Account, Code, Passkey, Person, RecoveryCode, SignIn
from community.accounts.operations.codes import end_codes
from community.accounts.operations.notices import give_notice
from community.accounts.operations.sign_ins import end_sign_ins
from community.accounts.rules import BACK_WITHIN, may_come_back
from community.extensions import db
from community.platform.clock import now
from community.platform.errors import Missing
from community.platform.mail.models import OutgoingMail
from community.platform.text import say_day

__all__ = ["close_account", "forget_person", "remove_account", "remove_closed_accounts", "reopen_account"]


def close_account(account_id: int) -> None:
    """Let nobody sign in to this account; its owner is told by mail how to come back."""
    account = db.session.get(Account, account_id, populate_existing=True, with_for_update=True)
    if account is None or account.closed_at is not None:
        raise Missing
    account.closed_at = now()
    db.session.flush()
    end_sign_ins(account.person_id)
    end_codes(account_id)
    give_notice(account, "closed", day=say_day(account.closed_at + BACK_WITHIN))


def reopen_account(email: str, *, password_hash: str | None = None) -> int | None:
    """Open the closed account of an address that was just confirmed; return its id, or None when there is none.

    A password counts from then on only if one comes along. One that was closed too long ago is removed instead.
    """
    closed = select(Account).where(Account.email_key == email_key(email), Account.closed_at.is_not(None))
    account = db.session.scalars(closed.with_for_update()).first()
    if account is None or account.closed_at is None:
        return None
    if not may_come_back(account.closed_at, now()):
        remove_account(account.person_id)
        return None
    account.closed_at = None
    account.password_hash, account.password_set_at = password_hash, now() if password_hash else None
    db.session.flush()
    end_sign_ins(account.person_id)
    return account.id


def remove_account(person_id: int) -> None:
    """Remove the person's account: address, password, devices, codes, keys, and the mails that were sent there."""
    account = db.session.scalars(select(Account).where(Account.person_id == person_id).with_for_update()).first()
    if account is None:
        return
    addresses = {account.email, *_addresses(person_id, account.id)}
    lowered = [address.lower() for address in addresses]
    to = OutgoingMail.to_address
    sent = or_(OutgoingMail.person_id == person_id, to.in_(addresses), func.lower(to).in_(lowered))
    keys = {account.email_key, *map(email_key, addresses)}
    for gone in (
        delete(OutgoingMail).where(sent),
        delete(Code).where(or_(Code.account_id == account.id, Code.email_key.in_(keys))),
        *(delete(kind).where(kind.account_id == account.id) for kind in (RecoveryCode, Passkey, SignIn)),
        delete(Account).where(Account.id == account.id),
    ):
        db.session.execute(gone.execution_options(synchronize_session=False))
    db.session.expire_all()


def forget_person(person_id: int) -> str:
    """Remove account, name, home and external id of this person; return the external id they had.

    What they did here still hangs on the row, which says nothing of anybody.
    """
    remove_account(person_id)
    person = db.session.get_one(Person, person_id, populate_existing=True, with_for_update=True)
    before, person.external_id = person.external_id, uuid4().hex
    person.name = person.home_place_id = None
    person.erased_at = now()
    db.session.flush()
    return before


def remove_closed_accounts(most: int = 100) -> int:
    """Remove accounts that were closed longer ago than anybody comes back; return how many, at most `most`."""
    old = select(Account.person_id).where(Account.closed_at < now() - BACK_WITHIN).order_by(Account.id).limit(most)
    found = db.session.scalars(old).all()
    for person_id in found:
        remove_account(person_id)
    return len(found)


def _addresses(person_id: int, account_id: int) -> list[str]:
    """Return the addresses that this account had, or was to have: mails and codes went there."""
    mailed = select(OutgoingMail.to_address).where(OutgoingMail.person_id == person_id)
    coded = select(Code.email).where(Code.account_id == account_id, Code.email.is_not(None))
    return [address for address in db.session.scalars(mailed.union(coded)) if address]
