"""Who may distil a theme, who sees it, and what fits into one."""

from __future__ import annotations

from collections.abc import Collection

from community.roles.models import Role
from community.roles.rules import Held, holds

__all__ = ["MOST_AT_ONCE", "MOST_IN_THEME", "is_current", "may_distil", "may_gather", "may_see_unlisted"]

MOST_AT_ONCE = 500
"""So many ideas are gathered in one go."""
MOST_IN_THEME = 2_000
"""Whoever needs more than so many has two themes before them."""


def may_distil(held: Held, line: Collection[int]) -> bool:
    """Themes are in the hands of the moderators of their place; `line` are the ids from the root down to it."""
    return holds(held, Role.MODERATOR, line)


def may_see_unlisted(held: Held, line: Collection[int]) -> bool:
    """A draft and what was withdrawn are seen by who has them in hand."""
    return may_distil(held, line)


def may_gather(ideas: int) -> bool:
    """A theme has so many ideas at most."""
    return ideas <= MOST_IN_THEME


def is_current(version: int, standing: int) -> bool:
    """Nobody writes over a version that they have not seen."""
    return version == standing
