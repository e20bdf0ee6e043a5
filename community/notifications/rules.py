"""How people hear of what happens unless they have said otherwise, and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, tzinfo

from community.notifications.models import Event, How

__all__ = ["HEARD_BY", "MORNING", "QUOTED_AFTER", "mail_times", "may_quote"]

HEARD_BY: Mapping[Event, How] = {
    Event.PROMISED: How.SOON,
    Event.DELIVERED: How.SOON,
    Event.STOPPED: How.SOON,
    Event.DECLINED: How.SOON,
    Event.ASKED: How.SOON,
    Event.ANSWERED: How.SOON,
    Event.CLOSED: How.SOON,
    Event.REOPENED: How.DAILY,
    Event.GATHERED: How.SOON,
    Event.UPDATED: How.DAILY,
    Event.MOVED: How.DAILY,
}
"""When a mail about an event goes to whoever has not chosen; the site shows each event to everybody."""

MORNING = time(8)
"""When mails go out that are not to come at once, by the clock of the site."""

MONDAY = 0

QUOTED_AFTER = timedelta(days=7)
"""So old an account must be before mails repeat its words to others."""


def mail_times(due_at: datetime, zone: tzinfo) -> Mapping[How, datetime | None]:
    """Return when a mail about news that is due at this moment goes out, for each way to hear of it."""
    day = due_at.astimezone(zone).date()
    if _morning(day, zone) < due_at:
        day += timedelta(days=1)
    monday = day + timedelta(days=(MONDAY - day.weekday()) % 7)
    return {
        How.NEVER: None,
        How.SOON: due_at,
        How.DAILY: _morning(day, zone),
        How.WEEKLY: _morning(monday, zone),
    }


def may_quote(author_since: datetime | None, at: datetime) -> bool:
    """Nobody sends words to many by mail from a fresh address; what came without an account has been looked at."""
    return author_since is None or at - author_since >= QUOTED_AFTER


def _morning(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, MORNING, zone)
