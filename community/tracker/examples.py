"""One commitment or two for each case of the signal, to read and to try: what is known of it, and on which day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from community.tracker.models import Signal, Status
from community.tracker.signal import Facts, changes_at, signal_of

__all__ = ["EXAMPLES", "Example"]


@dataclass(frozen=True, slots=True)
class Example:
    """What is known of a commitment, looked at on a day; its days begin and end in UTC."""

    status: Status
    today: date
    news: date | None
    due: date | None = None
    yes: int = 0
    partly: int = 0
    no: int = 0

    @property
    def facts(self) -> Facts:
        """What the signal is derived from."""
        due_at = _morning(self.due) + timedelta(days=1) if self.due else None
        news_at = _morning(self.news) if self.news else None
        return Facts(self.status, due_at, news_at, self.yes, self.partly, self.no)

    @property
    def signal(self) -> Signal:
        """What the table says of it."""
        return signal_of(self.facts, _morning(self.today))

    @property
    def until(self) -> date | None:
        """From which day on it says something else if nothing happens."""
        change = changes_at(self.facts, _morning(self.today))
        return change.date() if change else None


def _morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


EXAMPLES: Mapping[Signal, Sequence[Example]] = {
    Signal.STOPPED: (Example(Status.STOPPED, today=date(2026, 5, 20), news=date(2026, 5, 12), due=date(2026, 4, 30)),),
    Signal.DISPUTED: (
        Example(Status.DELIVERED, today=date(2026, 5, 20), news=date(2026, 5, 12), yes=3, partly=1, no=2),
        Example(Status.DELIVERED, today=date(2026, 5, 20), news=date(2026, 5, 12), yes=60, no=36),
    ),
    Signal.CONFIRMED: (
        Example(Status.DELIVERED, today=date(2026, 5, 20), news=date(2026, 5, 12), yes=87, partly=6, no=3),
        Example(Status.DELIVERED, today=date(2026, 5, 20), news=date(2026, 5, 12), yes=4, partly=1),
    ),
    Signal.DELIVERED: (
        Example(Status.DELIVERED, today=date(2026, 5, 20), news=date(2026, 5, 12), yes=4),
        Example(Status.DELIVERED, today=date(2026, 5, 20), news=date(2026, 5, 12), yes=60, partly=26, no=10),
    ),
    Signal.LATE: (
        Example(Status.IN_PROGRESS, today=date(2026, 5, 2), news=date(2026, 4, 28), due=date(2026, 5, 1)),
        Example(Status.PLANNED, today=date(2026, 9, 30), news=date(2026, 1, 15), due=date(2026, 5, 1)),
    ),
    Signal.SILENT: (
        Example(Status.IN_PROGRESS, today=date(2026, 5, 4), news=date(2026, 2, 3), due=date(2026, 9, 30)),
        Example(Status.PLANNED, today=date(2026, 5, 4), news=None),
    ),
    Signal.AT_RISK: (
        Example(Status.PLANNED, today=date(2026, 5, 2), news=date(2026, 4, 28), due=date(2026, 5, 31)),
        Example(Status.IN_PROGRESS, today=date(2026, 5, 2), news=date(2026, 3, 20), due=date(2026, 5, 31)),
    ),
    Signal.ON_TRACK: (
        Example(Status.IN_PROGRESS, today=date(2026, 5, 2), news=date(2026, 4, 28), due=date(2026, 5, 31)),
        Example(Status.PLANNED, today=date(2026, 5, 2), news=date(2026, 4, 28), due=date(2026, 12, 31)),
        Example(Status.PLANNED, today=date(2026, 5, 2), news=date(2026, 4, 28)),
    ),
}
"""By the case that they are examples of; tests hold the table to it."""
