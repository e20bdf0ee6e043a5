"""The one place that asks what time it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from babel.dates import get_timezone
from flask import current_app

__all__ = ["LONG_AGO", "end_of", "now", "site_zone", "today"]

LONG_AGO = datetime(1800, 1, 1, tzinfo=UTC)
"""Before all times that an import accepts: what happened at an unknown time is listed after all else."""


def now() -> datetime:
    """Return this instant, aware, in UTC."""
    return datetime.now(UTC)


def end_of(day: date, zone: tzinfo) -> datetime:
    """Return the instant at which `day` ends in `zone`: midnight, when the next one begins."""
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def site_zone() -> tzinfo:
    """Return the zone of the site, in which its days begin."""
    return get_timezone(current_app.config["BABEL_DEFAULT_TIMEZONE"])


def today() -> date:
    """Return the day that it is in the zone of the site."""
    return now().astimezone(site_zone()).date()
