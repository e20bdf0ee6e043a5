"""Whether an account is paused."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func, select

from community.accounts.counting import one_of
from community.accounts.models import Account
from community.accounts.rules import may_speak
from community.platform.clock import now
from community.platform.errors import Denied
from community.platform.reading import Reading
from community.platform.text import _, say_day

__all__ = ["check_not_paused", "refuse_paused"]

_UNTIL = Reading(
    lambda until: until,
    select(func.max(Account.paused_until)).where(
        Account.person_id.in_([bindparam("person_id"), one_of(bindparam("person_id"))]), Account.closed_at.is_(None)
    ),
)


def check_not_paused(person_id: int) -> None:
    """Raise Denied while the account of this person, or of whom they count as, is paused."""
    refuse_paused(_UNTIL.first(person_id=person_id))


def refuse_paused(until: datetime | None) -> None:
    """Raise Denied, with the day, when an account that is paused until then wants to say something."""
    if until is not None and not may_speak(until, now()):
        raise Denied(
            _(
                "Your account is paused until %(day)s. You can read everything and sign in; posting, voting and "
                "flagging come back then. Why, and how to appeal, stands under “Decisions about you”.",
                day=say_day(until),
            )
        )
