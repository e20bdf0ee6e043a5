"""How a commitment stands: one table of cases, the first that holds counts. Leaders cannot set it.

`CASES` is what the page /tracker/signals shows and what the tests try case by case, so that what is written
there, what is tested and what is done are one thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from community.platform.text import lazy
from community.tracker.models import Signal, Status

__all__ = [
    "CASES",
    "CONFIRMED_SHARE",
    "DISPUTED_SHARE",
    "ENOUGH",
    "SILENT_AFTER",
    "SOON",
    "Case",
    "Facts",
    "changes_at",
    "signal_of",
]

ENOUGH = 5
"""So many people must have answered before their answers are a result, and before it is shown how many said what:
with fewer, one could guess who did."""

CONFIRMED_SHARE, DISPUTED_SHARE = 2 / 3, 1 / 3
"""At least this share of the answers says yes · says no."""

SOON = timedelta(days=30)
"""What is due within this time and shows no sign of life is at risk."""

SILENT_AFTER = timedelta(days=90)
"""So long without news is silence."""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a signal is derived from; times are aware, `due_at` is the midnight after the day promised."""

    status: Status
    due_at: datetime | None = None
    news_at: datetime | None = None
    yes: int = 0
    partly: int = 0
    no: int = 0

    @property
    def answers(self) -> int:
        return self.yes + self.partly + self.no


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the table: the signal, when it is shown, and the same as code."""

    signal: Signal
    when: Any
    holds: Callable[[Facts, datetime], bool]


def signal_of(facts: Facts, at: datetime) -> Signal:
    """Return the signal of the first case that holds at this moment."""
    return next(case.signal for case in CASES if case.holds(facts, at))


def changes_at(facts: Facts, at: datetime) -> datetime | None:
    """Return the first moment after `at` at which the signal is another one if nothing happens, or None."""
    now = signal_of(facts, at)
    return next((moment for moment in sorted(_turns(facts)) if moment > at and signal_of(facts, moment) != now), None)


def _turns(facts: Facts) -> Iterator[datetime]:
    """Yield every moment at which a case may begin or cease to hold by time alone."""
    if facts.due_at:
        yield facts.due_at
        yield facts.due_at - SOON
    if facts.news_at:
        yield facts.news_at + SOON
        yield facts.news_at + SILENT_AFTER


def _ended(facts: Facts) -> bool:
    return facts.status in (Status.DELIVERED, Status.STOPPED)


def _quiet_for(facts: Facts, at: datetime, time: timedelta) -> bool:
    return facts.news_at is None or at >= facts.news_at + time


def _due_soon(facts: Facts, at: datetime) -> bool:
    return facts.due_at is not None and at >= facts.due_at - SOON


def _enough_say(facts: Facts, count: int, share: float) -> bool:
    return facts.status is Status.DELIVERED and facts.answers >= ENOUGH and count >= share * facts.answers


CASES = (
    Case(
        Signal.STOPPED,
        lazy("It was stopped; the reason stands in its last update."),
        lambda facts, at: facts.status is Status.STOPPED,
    ),
    Case(
        Signal.DISPUTED,
        lazy("It is reported as delivered, at least five of those asked have answered, and a third or more say no."),
        lambda facts, at: _enough_say(facts, facts.no, DISPUTED_SHARE),
    ),
    Case(
        Signal.CONFIRMED,
        lazy(
            "It is reported as delivered, at least five of those asked have answered, and two thirds or more say yes."
        ),
        lambda facts, at: _enough_say(facts, facts.yes, CONFIRMED_SHARE),
    ),
    Case(
        Signal.DELIVERED,
        lazy("It is reported as delivered; too few have answered yet, or they are of different minds."),
        lambda facts, at: facts.status is Status.DELIVERED,
    ),
    Case(
        Signal.LATE,
        lazy("The day that was promised has passed, and it is not delivered."),
        lambda facts, at: facts.due_at is not None and at >= facts.due_at,
    ),
    Case(
        Signal.SILENT,
        lazy("There was no news for ninety days."),
        lambda facts, at: _quiet_for(facts, at, SILENT_AFTER),
    ),
    Case(
        Signal.AT_RISK,
        lazy("It is due within thirty days, and it has not begun, or there was no news for thirty days."),
        lambda facts, at: _due_soon(facts, at) and (facts.status is Status.PLANNED or _quiet_for(facts, at, SOON)),
    ),
    Case(
        Signal.ON_TRACK,
        lazy("None of these: there is time left, and there was news."),
        lambda facts, at: True,
    ),
)
"""In the order in which they are asked."""
