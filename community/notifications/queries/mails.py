"""To whom mails about news go, and whether there are any to post."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import bindparam, select

from community.accounts.counting import account_of_one
from community.accounts.models import Account
from community.notifications.models import WAITING_FOR_MAIL, Notification
from community.platform.clock import now
from community.platform.reading import Reading

__all__ = ["NEWS", "Reader", "find_reader", "is_any_due"]

NEWS = "news"
"""The kind of mails that tell of news."""


class Reader(NamedTuple):
    """To whom a mail goes, and in which language."""

    email: str
    language: str | None


_READER = Reading(
    Reader,
    select(Account.email, Account.language).where(Account.id == account_of_one(bindparam("person_id"))),
)
_DUE = Reading(
    int,
    select(Notification.news_id)
    .where(WAITING_FOR_MAIL, Notification.mail_due_at <= bindparam("at", type_=Notification.mail_due_at.type))
    .limit(1),
)


def find_reader(person_id: int) -> Reader | None:
    """Return where mails to this person go, or None when they go nowhere."""
    return _READER.first(person_id=person_id)


def is_any_due() -> bool:
    """Say whether anything waits to be told by mail now."""
    return _DUE.first(at=now()) is not None
