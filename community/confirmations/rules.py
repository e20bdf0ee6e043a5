"""Who may answer, and when answers are shown."""

from __future__ import annotations

__all__ = ["SAID_LENGTH", "SPLIT_FROM", "may_answer", "shows_split"]

SAID_LENGTH = 2000

SPLIT_FROM = 5
"""How many say what is shown from so many answers on: with fewer, one could guess who said what."""


def may_answer(stands: bool) -> bool:
    """Whoever was asked answers, as long as the delivery stands that they were asked about."""
    return stands


def shows_split(answers: int) -> bool:
    """Say whether the answers are enough to show how they differ."""
    return answers >= SPLIT_FROM
