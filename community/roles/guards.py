"""Who may open a route, by role; whether they hold it for the place at hand, the view or operation asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from community.roles import rules
from community.roles.models import Role

__all__ = ["holding", "staff"]


def holding(role: Role) -> Callable[[Any], bool]:
    """Whoever holds `role` for any place."""

    def held(viewer: Any) -> bool:
        return viewer is not None and rules.holds_somewhere(viewer.held, role)

    held.__name__ = f"holding_{role}"
    return held


def staff(viewer: Any) -> bool:
    """Whoever holds a role that is granted."""
    return viewer is not None and rules.staff(viewer.held)
