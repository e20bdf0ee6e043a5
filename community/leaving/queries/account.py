"""Who somebody is here: their persons, their account, what opens it, and what was mailed to it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import case, or_, select
from sqlalchemy.orm import aliased

from community.accounts.models import Account, Passkey, Person, SignIn
from community.leaving.queries.part import Parts
from community.places.models import Place
from community.platform.mail.models import OutgoingMail
from community.roles.models import Grant

__all__ = ["select_account", "select_mails"]


def select_account(person_id: int, people: Sequence[int], account_id: int) -> Parts:
    """Select who somebody is, by what they sign in, and which roles they have or had."""
    home, place = aliased(Place), Place.external_id.label("place")
    return {
        "person": (
            False,
            select(Person.external_id, Person.name, Person.recorded_at, home.external_id.label("home_place"))
            .outerjoin(home, home.id == Person.home_place_id)
            .where(Person.id == person_id),
        ),
        "counts_as_the_same": (
            True,
            select(Person.external_id, Person.name, Person.recorded_at)
            .where(Person.id.in_(people), Person.id != person_id)
            .order_by(Person.id),
        ),
        "account": (
            False,
            select(
                Account.email, Account.language, Account.created_at, Account.password_set_at,
                Account.totp_secret.is_not(None).label("second_factor"), Account.paused_until,
            ).where(Account.id == account_id),
        ),
        "sign_ins": (
            True,
            select(SignIn.device, SignIn.began_at, SignIn.seen_at, SignIn.second_at, SignIn.ended_at)
            .where(SignIn.account_id == account_id)
            .order_by(SignIn.id),
        ),
        "passkeys": (
            True,
            select(Passkey.name, Passkey.created_at, Passkey.used_at)
            .where(Passkey.account_id == account_id)
            .order_by(Passkey.id),
        ),
        "roles": (
            True,
            select(Grant.role, place, Grant.granted_at, Grant.until, Grant.ended_at, Grant.reason, Grant.end_reason)
            .join(Place, Place.id == Grant.place_id)
            .where(Grant.person_id == person_id)
            .order_by(Grant.id),
        ),
    }  # fmt: skip


def select_mails(person_id: int, account_id: int) -> Parts:
    """Select what was mailed to somebody."""
    # A code may stand in the subject.
    subject = case((OutgoingMail.is_secret, OutgoingMail.kind), else_=OutgoingMail.subject).label("subject")
    own_mail = or_(
        OutgoingMail.person_id == person_id,
        OutgoingMail.to_address == select(Account.email).where(Account.id == account_id).scalar_subquery(),
    )
    return {
        "mails": (
            True,
            select(OutgoingMail.to_address, subject, OutgoingMail.created_at, OutgoingMail.sent_at)
            .where(own_mail)
            .order_by(OutgoingMail.id),
        ),
    }  # fmt: skip
