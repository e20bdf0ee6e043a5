"""What can happen to a mail: posted, leased, written, sent, put off, given up, dropped, forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from flask import g, has_request_context
from sqlalchemy import event, or_, select, update
from sqlalchemy.orm import Session

from community.extensions import db
from community.platform.clock import now
from community.platform.database import execute, insert
from community.platform.mail.addresses import checked_address
from community.platform.mail.models import WAITING, OutgoingMail
from community.platform.mail.writers import Written
from community.platform.text import legible
from community.platform.worker.bell import ring

__all__ = [
    "LEASE",
    "Leased",
    "drop",
    "forget_secrets",
    "give_up",
    "give_up_old",
    "lease",
    "let_go",
    "mark_sent",
    "post_mail",
    "put_off",
    "try_again",
    "write",
]

SUBJECT_LENGTH = 200
TEXT_LENGTH = 200_000

LEASE = timedelta(seconds=60)
"""So long nobody else touches what a process has leased; a killed one's mails are taken over after it."""

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))
"""How long a mail waits after each try that failed; after two days in all it is given up."""

TOO_OLD = timedelta(days=2)
SECRETS_KEPT = timedelta(hours=1)

_POSTED = "posted mail"


@dataclass(frozen=True, slots=True)
class Leased:
    """A mail that this process may send until `leased_until`; without text it has still to be written."""

    id: int
    to_address: str
    subject: str
    text: str | None
    language: str
    created_at: datetime
    tries: int
    leased_until: datetime
    kind: str
    person_id: int | None
    headers: Mapping[str, str] = field(default_factory=dict)


def post_mail(
    to: str,
    subject: str,
    text: str,
    *,
    kind: str,
    language: str,
    person_id: int | None = None,
    once: str | None = None,
    secret: bool = False,
) -> int | None:
    """Add a mail that is sent soon after this transaction is committed; return its id.

    `once` names event and person: a second mail of that name is not posted, and None is returned.
    A `secret` mail holds a code or a link that opens something: it goes before all others, and its words are
    forgotten an hour after sending. Raises Unclear when `to` is no address.
    """
    at = now()
    values = {
        "to_address": checked_address(to),
        "subject": _one_line(subject),
        "text": legible(text, TEXT_LENGTH, lines=True),
        "language": language,
        "kind": kind,
        "is_secret": secret,
        "person_id": person_id,
        "request_id": g.get("request_id") if has_request_context() else None,
        "once": once,
        "created_at": at,
        "due_at": at,
        "tries": 0,
    }
    adding = insert(OutgoingMail.__table__).values(values).on_conflict_do_nothing(index_elements=["once"])
    added: int | None = execute(adding.returning(OutgoingMail.id)).scalar_one_or_none()
    if added is not None:
        db.session().info[_POSTED] = True
    return added


@event.listens_for(db.session, "after_commit")
def _wake_the_worker(session: Session) -> None:
    """Only a hint that saves some seconds: the row is what counts."""
    if not session.in_nested_transaction() and session.info.pop(_POSTED, False):
        ring("mail")


def lease(most: int) -> Sequence[Leased]:
    """Take at most `most` due mails, secrets first, so that no other process sends them while the lease holds."""
    at = now()
    found: list[Any] = []
    for secret in (True, False):
        free = or_(OutgoingMail.leased_until.is_(None), OutgoingMail.leased_until <= at)
        due = select(OutgoingMail).where(WAITING, OutgoingMail.is_secret.is_(secret), OutgoingMail.due_at <= at, free)
        due = due.order_by(OutgoingMail.due_at, OutgoingMail.id).limit(most - len(found))
        if len(found) < most:
            found += execute(due.with_for_update(skip_locked=True)).all()
    until = at + LEASE
    if found:
        _change([row.id for row in found], leased_until=until)
    return [
        Leased(
            row.id, row.to_address, row.subject, row.text, row.language, row.created_at, row.tries, until, row.kind,
            row.person_id,
        )
        for row in found
    ]  # fmt: skip


def write(mail: Leased, written: Written) -> Leased:
    """Give a leased mail its words, as they are at this try; the row keeps them to be looked at."""
    values: dict[str, Any] = {
        "to_address": checked_address(written.to_address),
        "subject": _one_line(written.subject),
        "text": legible(written.text, TEXT_LENGTH, lines=True),
        "language": written.language,
    }
    _change([mail.id], **values)
    return replace(mail, **values, headers=written.headers)


def drop(mail: Leased, why: str) -> None:
    """Note that this mail is not sent, for there is nothing left to say."""
    _change([mail.id], dropped_at=now(), leased_until=None, last_error=_short(why))


def mark_sent(ids: Sequence[int]) -> None:
    """Note that these mails are with the mail server."""
    _change(ids, sent_at=now(), leased_until=None, last_error=None)


def put_off(mail: Leased, why: str) -> None:
    """Try this mail again later, or give up when it was tried for two days."""
    if mail.tries >= len(WAITS):
        give_up(mail, why)
    else:
        due_at = now() + WAITS[mail.tries]
        _change([mail.id], tries=mail.tries + 1, due_at=due_at, leased_until=None, last_error=_short(why))


def give_up(mail: Leased, why: str) -> None:
    """Note that this mail cannot be sent."""
    _change([mail.id], tries=mail.tries + 1, failed_at=now(), leased_until=None, last_error=_short(why))


def give_up_old(why: str) -> int:
    """Give up mails that should have been sent two days ago; return how many."""
    old = update(OutgoingMail).where(WAITING, OutgoingMail.due_at < now() - TOO_OLD)
    return execute(old.values(failed_at=now(), leased_until=None, last_error=_short(why))).rowcount


def let_go(mails: Sequence[Leased]) -> None:
    """Let whoever comes first send these."""
    _change([mail.id for mail in mails], leased_until=None)


def forget_secrets() -> int:
    """Remove the words of codes and links that were sent, or given up, an hour ago; return how many there were."""
    before = now() - SECRETS_KEPT
    over = or_(OutgoingMail.sent_at < before, OutgoingMail.failed_at < before)
    told = update(OutgoingMail).where(OutgoingMail.is_secret.is_(True), OutgoingMail.text.is_not(None), over)
    return execute(told.values(text=None, subject=OutgoingMail.kind)).rowcount


def try_again(ids: Sequence[int] = ()) -> int:
    """Send failed mails after all, these or all of them, unless their text is forgotten; return how many."""
    sayable = or_(OutgoingMail.text.is_not(None), OutgoingMail.is_secret.is_(False))
    failed = update(OutgoingMail).where(OutgoingMail.failed_at.is_not(None), sayable)
    if ids:
        failed = failed.where(OutgoingMail.id.in_(ids))
    return execute(failed.values(failed_at=None, due_at=now(), tries=0)).rowcount


def _change(ids: Sequence[int], **values: object) -> None:
    if ids:
        execute(update(OutgoingMail).where(OutgoingMail.id.in_(ids)).values(**values))


def _one_line(subject: str) -> str:
    return " ".join(subject.split())[:SUBJECT_LENGTH]


def _short(why: str) -> str:
    return " ".join(why.split())[:300]
