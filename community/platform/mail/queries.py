"""What can be known about mails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, bindparam, func, or_, select

from community.platform.clock import now
from community.platform.database import execute
from community.platform.mail.models import WAITING, OutgoingMail
from community.platform.paging import Key, Page, page_ids, page_of
from community.platform.reading import Reading
from community.platform.text import direction_of

__all__ = ["Counts", "MailRow", "count_mails", "get_mail", "is_any_due", "list_failed", "list_mails"]


@dataclass(frozen=True, slots=True)
class MailRow:
    """A mail as it is shown to whoever runs the site."""

    id: int
    to_address: str
    subject: str
    text: str | None
    language: str
    kind: str
    is_secret: bool
    created_at: datetime
    due_at: datetime
    tries: int
    sent_at: datetime | None
    failed_at: datetime | None
    dropped_at: datetime | None
    last_error: str | None

    @property
    def direction(self) -> str:
        """Which way its text runs."""
        return direction_of(self.language)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many mails wait, since when the first of them, and how many were sent, given up and dropped."""

    waiting: int
    oldest: datetime | None
    sent: int
    failed: int
    dropped: int


_ROW = [getattr(OutgoingMail, name) for name in MailRow.__slots__]
_MAIL = Reading(MailRow, select(*_ROW).where(OutgoingMail.id == bindparam("mail_id")))


@cache
def _listing(*, keyed: bool, back: bool) -> Reading[MailRow]:
    """Newest first, which is by id alone: value and number are the same column."""
    number: ColumnElement[int] = OutgoingMail.__table__.c.id
    page = page_ids(select(number), number, number, descending=True, keyed=keyed, back=back).subquery()
    shown = select(*_ROW).join(page, page.c.id == number)
    return Reading(MailRow, shown.order_by(number.asc() if back else number.desc()))


def is_any_due() -> bool:
    """Say whether a mail waits to be sent now."""
    at = now()
    free = or_(OutgoingMail.leased_until.is_(None), OutgoingMail.leased_until <= at)
    due = select(OutgoingMail.id).where(WAITING, OutgoingMail.due_at <= at, free)
    return execute(due.limit(1)).first() is not None


def list_mails(key: Key | None = None, size: int = 20) -> Page[MailRow]:
    """Return a page of all mails, newest first."""
    beginning = {"key": key.id, "key_id": key.id} if key else {}
    found = _listing(keyed=key is not None, back=key is not None and key.back).all(size=size + 1, **beginning)
    return page_of(found, size, key, lambda row: (row.id, row.id))


def get_mail(mail_id: int) -> MailRow | None:
    """Return this mail, or None."""
    return _MAIL.first(mail_id=mail_id)


def count_mails() -> Counts:
    """Return how many mails wait, were sent, were given up and were dropped."""
    mail = OutgoingMail
    waiting, oldest = execute(select(func.count(), func.min(mail.created_at)).where(WAITING)).one()
    ended = (mail.sent_at, mail.failed_at, mail.dropped_at)
    counts = (select(func.count()).where(at.is_not(None)).scalar_subquery() for at in ended)
    sent, failed, dropped = execute(select(*counts)).one()
    return Counts(waiting, oldest, sent, failed, dropped)


def list_failed(most: int = 20) -> Sequence[MailRow]:
    """Return the mails that were given up last."""
    failed = select(*_ROW).where(OutgoingMail.failed_at.is_not(None))
    rows = execute(failed.order_by(OutgoingMail.failed_at.desc(), OutgoingMail.id.desc()).limit(most))
    return [MailRow(*row) for row in rows]
