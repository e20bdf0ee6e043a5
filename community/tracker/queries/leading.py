"""How an idea was answered with no, and whether the one who looks can answer it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select

from community.accounts.models import Person
from community.ideas.models import Status, StatusChange
from community.platform.clock import now
from community.platform.reading import Reading, note
from community.roles.queries import Viewer
from community.tracker.models import Decline
from community.tracker.rules import UNDO_FOR, is_undone_in_time, may_lead

__all__ = ["Answering", "DeclineRow", "answering", "get_decline", "leads_here", "undo_until"]


class DeclineRow(NamedTuple):
    """A "no" to an idea: why, what would change that, and when it is looked at again."""

    id: int
    reason: str
    change_mind: str
    review_on: date
    person_name: str | None
    declined_at: datetime


class Answering(NamedTuple):
    """The "no" to an idea that stands, whether the viewer leads its place, and until when they can take that back."""

    no: DeclineRow | None
    leads: bool
    undo_until: datetime | None


_DECLINE = Reading(
    DeclineRow,
    select(
        Decline.id, StatusChange.reason, Decline.change_mind, Decline.review_on, Person.name, Decline.declined_at,
    )
    .join_from(Decline, StatusChange, StatusChange.id == Decline.status_change_id)
    .outerjoin(Person, Person.id == Decline.person_id)
    .where(Decline.idea_id == bindparam("idea_id"), Decline.taken_back_at.is_(None))
    .order_by(Decline.id.desc())
    .limit(1),
)  # fmt: skip


def get_decline(idea_id: int) -> DeclineRow | None:
    """Return the last "no" to an idea that was not taken back; it counts as long as the idea is declined."""
    return _DECLINE.first(idea_id=idea_id)


def answering(viewer: Viewer | None, idea_id: int, status: Status, line: Collection[int]) -> Answering:
    """Return how an idea was answered with no, if it was; `line` are the ids of its place and of those above it."""
    leads = leads_here(viewer, line)
    no = get_decline(idea_id) if status is Status.DECLINED else None
    until = undo_until("decline", no.id, no.declined_at) if no and leads else None
    return Answering(no, leads, until)


def leads_here(viewer: Viewer | None, line: Collection[int]) -> bool:
    """Say whether the viewer leads a place: `line` are its id and those of the places above it."""
    return viewer is not None and may_lead(viewer.held, line)


def undo_until(kind: str, number: int, at: datetime) -> datetime | None:
    """Return until when what was said `at` can be taken back; None when that is over, and then the page is another."""
    still = is_undone_in_time(at, now())
    note((kind, number, still))
    return at + UNDO_FOR if still else None
