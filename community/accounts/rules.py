"""Who may what with an account."""

from __future__ import annotations

from datetime import datetime

__all__ = ["may_speak"]


def may_speak(paused_until: datetime | None, at: datetime) -> bool:
    """Whoever is paused reads and signs in, and does not post, vote or flag until then."""
    return paused_until is None or paused_until <= at
