"""Who may answer."""

from __future__ import annotations

__all__ = ["SAID_LENGTH", "may_answer"]

SAID_LENGTH = 2000


def may_answer(stands: bool) -> bool:
    """Whoever was asked answers, as long as the delivery stands that they were asked about."""
    return stands
