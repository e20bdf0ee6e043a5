"""Who may flag, decide, appeal and answer, and when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from community.roles.models import Role
from community.roles.rules import Held, holds

__all__ = [
    "AGAIN_AFTER",
    "FLAGS_A_DAY",
    "may_flag",
    "may_flag_again",
    "may_flag_more",
    "may_moderate",
]

FLAGS_A_DAY = 20
AGAIN_AFTER = timedelta(days=7)


def may_flag(person_id: int, author_id: int | None) -> bool:
    """Nobody flags what they wrote: they can change it or take it back."""
    return person_id != author_id


def may_flag_again(decided_at: datetime | None, at: datetime) -> bool:
    """A flag that a moderator has decided on is not raised again at once by the same person."""
    return decided_at is None or at - decided_at >= AGAIN_AFTER


def may_flag_more(flags_today: int) -> bool:
    """One person flags so much a day and no more."""
    return flags_today < FLAGS_A_DAY


def may_moderate(held: Held, line: Collection[int]) -> bool:
    """Moderators decide in their place and what lies under it; `line` are the ids from the root down to the place."""
    return holds(held, Role.MODERATOR, line)
