"""What may be said under a thing, and what may be done with what was said."""

from __future__ import annotations

from collections.abc import Collection

from community.roles.models import Role
from community.roles.rules import Held, holds
from community.writing.rules import wrote

__all__ = ["COMMENT_LENGTH", "TIMES_AS_MANY", "may_reply", "may_see_unlisted", "may_take_sides"]

COMMENT_LENGTH = 5_000
"""What is longer is an idea or an issue of its own."""
TIMES_AS_MANY = 5
"""New accounts post so many times as many comments a day as ideas."""


def may_take_sides(sided: bool, is_reply: bool) -> bool:
    """One speaks for or against an idea, and not for or against what somebody says of it."""
    return sided and not is_reply


def may_reply(listed: bool, reply_count: int) -> bool:
    """People reply to what they can read, and go on below what was withdrawn after others had replied."""
    return listed or reply_count > 0


def may_see_unlisted(person_id: int, held: Held, author_id: int | None, line: Collection[int]) -> bool:
    """What is withdrawn or hidden is seen by its author and by the moderators of its place."""
    return wrote(person_id, author_id) or holds(held, Role.MODERATOR, line)
