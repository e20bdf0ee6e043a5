"""Who may what with an account."""

from __future__ import annotations

from datetime import datetime, timedelta

__all__ = ["BACK_WITHIN", "may_come_back", "may_speak"]

BACK_WITHIN = timedelta(days=30)
"""So long after closing an account, whoever has its address can open it again."""


def may_speak(paused_until: datetime | None, at: datetime) -> bool:
    """Whoever is paused reads and signs in, and does not post, vote or flag until then."""
    return paused_until is None or paused_until <= at


def may_come_back(closed_at: datetime, at: datetime) -> bool:
    """Whoever closed their account can have it back for a month."""
    return at - closed_at <= BACK_WITHIN
