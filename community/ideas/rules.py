"""Who may do what to an idea, and when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from community.ideas.models import Status
from community.places.models import Posting
from community.roles.models import Role
from community.roles.rules import Held, holds

__all__ = [
    "BODY_LENGTH",
    "IDEAS_A_DAY",
    "LINKS",
    "NEW_FOR",
    "TITLE_LENGTH",
    "has_reason",
    "is_current",
    "is_new",
    "may_edit",
    "may_keep_draft",
    "may_link",
    "may_post_more",
    "may_propose_here",
    "may_see_unlisted",
    "may_wait",
    "may_withdraw",
    "voting_is_open",
    "wrote",
]

TITLE_LENGTH = 300
BODY_LENGTH = 50_000
MOST_DRAFTS = 50
MOST_WAITING = 50
NEW_FOR = timedelta(days=7)
"""So long an account is new, and then posts at most:"""
IDEAS_A_DAY = 3
LINKS = 2
"""These hold where admins have said nothing else."""
WAITS = timedelta(days=7)
"""So long what a visitor sent waits for them to sign in."""


def voting_is_open(status: Status) -> bool:
    """People vote until it is decided what becomes of the idea."""
    return status in (Status.OPEN, Status.UNDER_REVIEW)


def may_propose_here(posting: Posting, held: Held, line: Collection[int]) -> bool:
    """Where not everybody may propose, members or staff of the place may, or of a place above it.

    `line` are the ids of the place and of all places above it.
    """
    asked = [] if posting is Posting.STAFF else [Role.MEMBER]
    return posting is Posting.EVERYBODY or any(
        holds(held, role, line) for role in (*asked, Role.HOST, Role.MODERATOR, Role.LEADER)
    )


def has_reason(reason: str) -> bool:
    """A status is changed with a reason that everybody can read."""
    return bool(reason.strip())


def is_new(created_at: datetime, at: datetime, new_for: timedelta = NEW_FOR) -> bool:
    """An account is new in its first days."""
    return at - created_at < new_for


def may_post_more(ideas_today: int, most: int = IDEAS_A_DAY) -> bool:
    """New accounts post so many ideas a day."""
    return ideas_today < most


def may_link(links: int, most: int = LINKS) -> bool:
    """New accounts put so many links into a text."""
    return links <= most


def may_keep_draft(drafts: int) -> bool:
    """Somebody has so many drafts at once; more are a mistake of a program."""
    return drafts < MOST_DRAFTS


def may_wait(waiting: int) -> bool:
    """So much waits on one device for somebody to sign in; nobody presses more before they do."""
    return waiting < MOST_WAITING


def wrote(person_id: int | None, author_id: int | None) -> bool:
    """An idea is in the hands of who wrote it; imported ideas of nobody known are in nobody's.

    Both are given as whom they count as: what was written through another door is theirs as well.
    """
    return person_id is not None and person_id == author_id


def may_edit(status: Status) -> bool:
    """Authors mend what they wrote until somebody looks into it: from then on it stays what is looked at."""
    return status is Status.OPEN


def is_current(version: int, standing: int) -> bool:
    """Nobody writes over a version that they have not seen."""
    return version == standing


def may_withdraw(status: Status) -> bool:
    """Authors take back what they wrote until it is decided what becomes of it."""
    return voting_is_open(status)


def may_see_unlisted(person_id: int, held: Held, author_id: int | None, line: Collection[int]) -> bool:
    """What is withdrawn or hidden is seen by its author and by the moderators of its place.

    `line` are the ids of the place and of all places above it.
    """
    return wrote(person_id, author_id) or holds(held, Role.MODERATOR, line)
