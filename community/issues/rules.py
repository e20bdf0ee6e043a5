"""Who may do what to an issue, and when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from community.issues.models import Status
from community.roles.models import Role
from community.roles.rules import Held, holds
from community.writing.rules import wrote

__all__ = [
    "ANSWERED_WITHIN",
    "is_overdue",
    "may_answer",
    "may_edit",
    "may_reopen",
    "may_say_me_too",
    "may_see_unlisted",
    "may_steer",
    "may_withdraw",
    "owes_answer",
]

ANSWERED_WITHIN = timedelta(days=28)
"""So soon an answer is owed where nobody has set another day."""


def owes_answer(status: Status) -> bool:
    """An answer is owed until there is one, or the issue is closed."""
    return status is Status.OPEN


def is_overdue(status: Status, due_on: date | None, today: date) -> bool:
    """An answer is overdue from the day after the one by which it was owed."""
    return owes_answer(status) and due_on is not None and due_on < today


def may_say_me_too(status: Status) -> bool:
    """People say that they are affected until the issue is closed."""
    return status in (Status.OPEN, Status.ANSWERED)


def may_answer(held: Held, line: Collection[int]) -> bool:
    """Leaders of a place, or of a place above it, answer for it; so do admins.

    `line` are the ids of the place and of all places above it.
    """
    return holds(held, Role.LEADER, line)


def may_steer(held: Held, line: Collection[int]) -> bool:
    """Leaders and moderators of a place say by when an answer is owed, close its issues and open them again."""
    return may_answer(held, line) or holds(held, Role.MODERATOR, line)


def may_reopen(steers: bool, mine: bool, closed_by_me: bool) -> bool:
    """Who closed their own issue may open it again; what leaders or moderators closed, only those open again."""
    return steers or (mine and closed_by_me)


def may_edit(status: Status) -> bool:
    """Authors mend what they wrote until it is answered: from then on it stays what was answered."""
    return status is Status.OPEN


def may_withdraw(status: Status) -> bool:
    """Authors take back what they wrote until it is answered."""
    return status is Status.OPEN


def may_see_unlisted(person_id: int, held: Held, author_id: int | None, line: Collection[int]) -> bool:
    """What is withdrawn or hidden is seen by its author and by the moderators of its place."""
    return wrote(person_id, author_id) or holds(held, Role.MODERATOR, line)
