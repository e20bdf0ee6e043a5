"""Mails about news are posted, one a person however much is due, and take up what they will tell."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import String, cast, exists, func, literal, null, select, update
from sqlalchemy.orm import aliased

from community.accounts.counting import account_of_one
from community.accounts.models import Account
from community.notifications.models import WAITING_FOR_MAIL, Notification
from community.notifications.queries.mails import NEWS
from community.platform.clock import now
from community.platform.database import Instant, execute, insert
from community.platform.mail.models import WAITING, OutgoingMail
from community.platform.text import site_language

__all__ = ["post_mails", "take_up"]


def post_mails(after: int, most: int) -> Sequence[int]:
    """Post a mail, to be written when it is sent, to each who has news due and no such mail waiting.

    `most` of them in order, beyond the person `after`; return who they are. One statement. A mail is named after
    the last one of its person: of several workers that post at once, one posts it.
    """
    at = now()
    person_id = Notification.person_id
    has_account = account_of_one(person_id).is_not(None)
    waits = exists().where(OutgoingMail.person_id == person_id, OutgoingMail.kind == NEWS, WAITING)
    due = (
        select(person_id)
        .where(WAITING_FOR_MAIL, Notification.mail_due_at <= at, person_id > after, has_account, ~waits)
        .group_by(person_id)
        .order_by(person_id)
        .limit(most)
        .subquery("due")
    )
    last = aliased(OutgoingMail, name="last")
    before = select(func.coalesce(func.max(last.id), 0)).where(last.person_id == due.c.person_id, last.kind == NEWS)
    moment, word = literal(at, Instant), literal(NEWS)
    columns = {
        "to_address": Account.email,
        "subject": word,
        "text": null(),
        "language": func.coalesce(Account.language, site_language()),
        "kind": word,
        "is_secret": literal(False),
        "person_id": due.c.person_id,
        "once": literal(f"{NEWS}:") + cast(due.c.person_id, String) + ":" + cast(before.scalar_subquery(), String),
        "created_at": moment,
        "due_at": moment,
        "tries": literal(0),
    }
    # Without a condition, SQLite would take ON CONFLICT for a part of the join.
    rows = (
        select(*columns.values())
        .join_from(due, Account, Account.id == account_of_one(due.c.person_id))
        .where(due.c.person_id > after)
    )
    posting = insert(OutgoingMail.__table__).from_select(list(columns), rows)
    posting = posting.on_conflict_do_nothing(index_elements=["once"]).returning(OutgoingMail.person_id)
    return sorted(execute(posting).scalars())


def take_up(mail_id: int, person_id: int) -> None:
    """Let this mail tell the person all that is due; at another try it tells the same, and nothing new."""
    taken = aliased(Notification, name="taken")
    mine = update(Notification).where(
        Notification.person_id == person_id,
        WAITING_FOR_MAIL,
        Notification.mail_due_at <= now(),
        ~exists().where(taken.mail_id == mail_id),
    )
    execute(mine.values(mail_id=mail_id))
