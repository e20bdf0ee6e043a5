"""Who may do what to an idea, and when."""

from __future__ import annotations

from collections.abc import Collection

from community.ideas.models import Status
from community.roles.models import Role
from community.roles.rules import Held, holds
from community.writing.rules import wrote

__all__ = [
    "MOST_ISSUES",
    "has_reason",
    "may_edit",
    "may_link_issue",
    "may_see_unlisted",
    "may_withdraw",
    "voting_is_open",
]

MOST_ISSUES = 20
"""So many issues an idea answers at most."""


def voting_is_open(status: Status) -> bool:
    """People vote until it is decided what becomes of the idea."""
    return status in (Status.OPEN, Status.UNDER_REVIEW)


def has_reason(reason: str) -> bool:
    """A status is changed with a reason that everybody can read."""
    return bool(reason.strip())


def may_edit(status: Status) -> bool:
    """Authors mend what they wrote until somebody looks into it: from then on it stays what is looked at."""
    return status is Status.OPEN


def may_withdraw(status: Status) -> bool:
    """Authors take back what they wrote until it is decided what becomes of it."""
    return voting_is_open(status)


def may_link_issue(person_id: int, held: Held, author_id: int | None, line: Collection[int]) -> bool:
    """Which issues an idea answers is said by its author and by the moderators of its place; `line` as below."""
    return may_see_unlisted(person_id, held, author_id, line)


def may_see_unlisted(person_id: int, held: Held, author_id: int | None, line: Collection[int]) -> bool:
    """What is withdrawn or hidden is seen by its author and by the moderators of its place.

    `line` are the ids of the place and of all places above it.
    """
    return wrote(person_id, author_id) or holds(held, Role.MODERATOR, line)
