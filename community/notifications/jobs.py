"""What the worker does with news: it posts mails, and writes them when they are sent."""

from __future__ import annotations

from community.extensions import db
from community.notifications import writer
from community.notifications.operations import post_mails
from community.notifications.queries import is_any_due
from community.platform.database import reading_only
from community.platform.mail.writers import Nothing, Written
from community.platform.worker.jobs import Job
from community.record.queries import get_head

__all__ = ["JOBS", "post_digests", "write"]

AT_ONCE = 1000
"""So many mails one statement posts, and one transaction."""


def post_digests() -> int:
    """Post a mail to everybody for whom something is due and who has no such mail waiting; return how many.

    Whoever is killed in the middle leaves whole batches; the next run posts the rest.
    """
    with reading_only():
        due = is_any_due()
        db.session.rollback()
    posted, after = 0, 0
    while due:
        people = post_mails(after, AT_ONCE)
        db.session.commit()
        posted += len(people)
        due, after = len(people) == AT_ONCE, max(people, default=0)
    return posted


def write(mail_id: int, person_id: int | None) -> Written | Nothing:
    """Write one of these mails, with the head of the record at its foot: so its readers become witnesses."""
    head = get_head()
    return writer.write(mail_id, person_id, kept=head.line if head else None)


JOBS = (Job("post mails about news", post_digests, every=60),)
