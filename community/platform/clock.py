"""The one place that asks what time it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

__all__ = ["end_of", "now"]


def now() -> datetime:
    """Return this instant, aware, in UTC."""
    return datetime.now(UTC)


def end_of(day: date, zone: tzinfo) -> datetime:
    """Return the instant at which `day` ends in `zone`: midnight, when the next one begins."""
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
