"""What every text is held to, and what may be kept of it before it stands."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from community.places.models import Posting
from community.roles.models import Role
from community.roles.rules import Held, holds

__all__ = [
    "BODY_LENGTH",
    "IDEAS_A_DAY",
    "LINKS",
    "LONGEST_DRAFT",
    "MOST_DRAFTS",
    "MOST_WAITING",
    "NEW_FOR",
    "TITLE_LENGTH",
    "WAITS",
    "is_current",
    "is_new",
    "may_keep_draft",
    "may_link",
    "may_post_here",
    "may_post_more",
    "may_wait",
    "wrote",
]

TITLE_LENGTH = 300
BODY_LENGTH = 50_000
LONGEST_DRAFT = 2 * BODY_LENGTH
"""A draft may be longer than what can be posted: it is shortened later."""
MOST_DRAFTS = 50
MOST_WAITING = 50
NEW_FOR = timedelta(days=7)
"""So long an account is new, and then posts at most:"""
IDEAS_A_DAY = 3
LINKS = 2
"""These hold where admins have said nothing else."""
WAITS = timedelta(days=7)
"""So long what a visitor sent waits for them to sign in."""


def may_post_here(posting: Posting, held: Held, line: Collection[int]) -> bool:
    """Where not everybody may post, members or staff of the place may, or of a place above it.

    `line` are the ids of the place and of all places above it.
    """
    asked = [] if posting is Posting.STAFF else [Role.MEMBER]
    return posting is Posting.EVERYBODY or any(
        holds(held, role, line) for role in (*asked, Role.HOST, Role.MODERATOR, Role.LEADER)
    )


def is_new(created_at: datetime, at: datetime, new_for: timedelta = NEW_FOR) -> bool:
    """An account is new in its first days."""
    return at - created_at < new_for


def may_post_more(posted_today: int, most: int = IDEAS_A_DAY) -> bool:
    """New accounts post so much of one kind a day."""
    return posted_today < most


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
    """A text is in the hands of who wrote it; imported ones of nobody known are in nobody's.

    Both are given as whom they count as: what was written through another door is theirs as well.
    """
    return person_id is not None and person_id == author_id


def is_current(version: int, standing: int) -> bool:
    """Nobody writes over a version that they have not seen."""
    return version == standing
