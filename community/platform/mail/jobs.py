"""What the worker does with mails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from community.extensions import db
from community.platform.clock import now
from community.platform.database import reading_only
from community.platform.mail import operations
from community.platform.mail.operations import Leased
from community.platform.mail.queries import is_any_due
from community.platform.mail.writers import Nothing, writer_of
from community.platform.named import site_name
from community.platform.worker.jobs import Job

if TYPE_CHECKING:
    from community.platform.mail.mailboxes import Mailbox

__all__ = ["JOBS", "drain"]

AT_ONCE = 10
"""So many mails are leased at a time."""

UNMARKED = "mails sent and not marked"

log = structlog.get_logger(__name__)


def drain() -> int:
    """Send what is due; return how many mails were sent. Raises Away when the mail server is.

    A mail is marked as soon as it is sent. Who is killed in between leaves one mail that is sent again,
    with the same Message-ID, when its lease has ended.
    """
    _mark_sent()
    with reading_only():
        due = is_any_due()
        sender = site_name() if due else ""
        db.session.rollback()
    if not due:
        return 0
    from community.platform.mail.mailboxes import Away, opened  # smtplib and all it needs: 3 MB, when there is mail

    sent = 0
    try:
        with opened() as mailbox:
            for mails in _leases():
                sent += _send(mails, mailbox, sender)
    except Away as away:
        operations.give_up_old(str(away))
        db.session.commit()
        raise
    return sent


def forget() -> None:
    """Forget codes and links that were sent."""
    operations.forget_secrets()
    db.session.commit()


JOBS = (Job("mail", drain, every=5, everywhere=True), Job("forget sent codes", forget, every=600))


def _leases() -> Iterator[Sequence[Leased]]:
    """Yield what this process may send, some at a time, until nothing is due."""
    while mails := operations.lease(AT_ONCE):
        written = [each for each in map(_written, mails) if each is not None]
        db.session.commit()  # the mail server shall never be waited for with the database locked
        yield written
    db.session.commit()


def _written(mail: Leased) -> Leased | None:
    """Return the mail with its words, or None when it is not to be sent now: what breaks one stops no other."""
    write = writer_of(mail.kind)
    if write is None:
        if mail.text is None:
            operations.give_up(mail, f"nobody writes mails of the kind {mail.kind}")
        return None if mail.text is None else mail
    try:
        with db.session.begin_nested():
            written = write(mail.id, mail.person_id)
            if not isinstance(written, Nothing):
                return operations.write(mail, written)
    except Exception as broken:  # it is tried again, and codes behind it must go out
        operations.put_off(mail, f"it could not be written: {type(broken).__name__}")
        log.error("mail not written", mail=mail.id, kind=mail.kind, exc_info=broken)
        return None
    operations.drop(mail, written.why)
    return None


def _send(mails: Sequence[Leased], mailbox: Mailbox, sender: str) -> int:
    """Send these mails and mark each; let go of those for which the lease leaves no time. Raises Away."""
    from community.platform.mail.mailboxes import SENDING, Away

    sent = 0
    left = list(mails)
    try:
        while left:
            mailbox.ready()
            if left[0].leased_until - now() < timedelta(seconds=SENDING + 5):
                break
            sent += _send_one(left.pop(0), mailbox, sender)
    except Away:
        operations.let_go(left)
        db.session.commit()
        raise
    operations.let_go(left)
    db.session.commit()
    return sent


def _send_one(mail: Leased, mailbox: Mailbox, sender: str) -> bool:
    """Send one mail and say whether it was taken. Raises Away when the connection is lost."""
    from community.platform.mail.mailboxes import Away, PutOff, Rejected
    from community.platform.mail.message import message_of

    try:
        mailbox.send(mail.id, message_of(mail, sender))
    except (Rejected, ValueError) as error:
        operations.give_up(mail, str(error))
        db.session.commit()
        log.warning("mail given up", mail=mail.id, why=type(error).__name__)
        return False
    except PutOff as error:
        operations.put_off(mail, str(error))
        db.session.commit()
        if error.is_lost:
            raise Away("the mail server ended the conversation") from error
        log.info("mail put off", mail=mail.id, tries=mail.tries + 1)
        return False
    _unmarked().append(mail.id)
    _mark_sent()
    return True


def _mark_sent() -> None:
    """Mark what was sent, also earlier when the database was away: before anything else could be sent again."""
    ids = _unmarked()
    if ids:
        try:
            operations.mark_sent(ids)
            db.session.commit()
        except SQLAlchemyError:
            db.session.rollback()
            raise
        ids.clear()


def _unmarked() -> list[int]:
    kept: list[int] = current_app.extensions.setdefault(UNMARKED, [])
    return kept
