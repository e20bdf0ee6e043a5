"""What `flask tracker audit` compares besides: the counts of answers with the answers."""

from __future__ import annotations

from community.confirmations.operations import wrong_answers
from community.tracker.cli import checks, tracker

__all__ = ["tracker"]

checks.insert(0, wrong_answers)
