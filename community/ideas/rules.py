"""Who may do what to an idea, and when."""

from __future__ import annotations

from community.ideas.models import Status

__all__ = ["BODY_LENGTH", "TITLE_LENGTH", "has_reason", "voting_is_open"]

TITLE_LENGTH = 300
BODY_LENGTH = 50_000


def voting_is_open(status: Status) -> bool:
    """People vote until it is decided what becomes of the idea."""
    return status in (Status.OPEN, Status.UNDER_REVIEW)


def has_reason(reason: str) -> bool:
    """A status is changed with a reason that everybody can read."""
    return bool(reason.strip())
