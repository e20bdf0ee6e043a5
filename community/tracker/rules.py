"""Who may promise, and what may be said of a promise when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from community.ideas.models import Status as IdeaStatus
from community.roles.models import Role
from community.roles.rules import Held, holds
from community.tracker.models import Status

__all__ = [
    "ASK_AFTER",
    "MOST_ANSWERED",
    "UNDO_FOR",
    "can_answer_more",
    "can_be_answered",
    "can_be_declined",
    "can_be_delivered",
    "can_be_moved",
    "can_be_stopped",
    "is_reviewed_later",
    "is_undone_in_time",
    "knows_the_last",
    "may_lead",
    "may_take_back",
]

UNDO_FOR = timedelta(minutes=10)
"""So long a step can be taken back."""

ASK_AFTER = timedelta(days=7)
"""So long after a delivery those who were told of it are asked whether it solved what they asked for."""

MOST_ANSWERED = 500
"""So many ideas and so many themes a commitment answers at most."""


def may_lead(held: Held, line: Collection[int]) -> bool:
    """Leaders promise in their place and what lies under it; `line` are the ids from the root down to the place."""
    return holds(held, Role.LEADER, line)


def may_take_back(person_id: int, made_by: int | None, held: Held, line: Collection[int]) -> bool:
    """A step is taken back by who made it, or by any leader there."""
    return person_id == made_by or may_lead(held, line)


def is_undone_in_time(recorded_at: datetime, at: datetime) -> bool:
    """A step is taken back within some minutes: after that, people are told of it."""
    return at < recorded_at + UNDO_FOR


def knows_the_last(seen_id: int | None, last_id: int) -> bool:
    """The next step is taken by who has seen the last one; a program that asks for none need not say."""
    return seen_id is None or seen_id == last_id


def can_be_moved(status: Status) -> bool:
    """A day is promised for what is still to come."""
    return status in (Status.PLANNED, Status.IN_PROGRESS)


def can_be_delivered(status: Status) -> bool:
    """What goes on is delivered; what was stopped is taken up first, so that everybody sees that it was."""
    return status in (Status.PLANNED, Status.IN_PROGRESS)


def can_be_stopped(status: Status) -> bool:
    """What goes on is stopped; what was delivered is taken up first."""
    return status in (Status.PLANNED, Status.IN_PROGRESS)


def can_answer_more(status: Status) -> bool:
    """What was stopped answers nothing more; what is delivered may answer what nobody thought of."""
    return status is not Status.STOPPED


def can_be_answered(status: IdeaStatus) -> bool:
    """A promise answers any idea but one that was merged into another, which stands for it."""
    return status is not IdeaStatus.MERGED


def can_be_declined(status: IdeaStatus) -> bool:
    """No is said to what nobody has promised yet."""
    return status in (IdeaStatus.OPEN, IdeaStatus.UNDER_REVIEW)


def is_reviewed_later(review_on: date, today: date) -> bool:
    """A no is looked at again on a day that is still to come."""
    return review_on > today
