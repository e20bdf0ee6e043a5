"""What follows from a step: it goes on the record, and those whom it concerns are told, unless it is taken back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select

from community.extensions import db
from community.ideas.models import Idea
from community.ideas.operations import Cause
from community.notifications.models import Event, Thing
from community.notifications.operations import notify
from community.places.models import Place
from community.record.kinds import Kind
from community.record.operations import Fact, put_on_record
from community.themes.models import Theme
from community.tracker.models import Commitment, Step, StepKind
from community.tracker.rules import UNDO_FOR

__all__ = ["about", "cause_of", "due_after", "put_step_on_record", "tell"]

GRACE = timedelta(seconds=30)
"""Whoever takes something back in the last second has so long until it is written; nothing is due before."""

_EVENTS = {
    StepKind.MADE: Event.PROMISED,
    StepKind.ANSWERS: Event.PROMISED,
    StepKind.UPDATE: Event.UPDATED,
    StepKind.MOVED: Event.MOVED,
    StepKind.DELIVERED: Event.DELIVERED,
    StepKind.STOPPED: Event.STOPPED,
}
_KINDS = {
    StepKind.MADE: Kind.PROMISED,
    StepKind.ANSWERS: Kind.ANSWERS,
    StepKind.UPDATE: Kind.UPDATED,
    StepKind.MOVED: Kind.MOVED,
    StepKind.DELIVERED: Kind.DELIVERED,
    StepKind.STOPPED: Kind.STOPPED,
}
"""What the record calls each kind of step."""


def about(step: Step) -> str:
    """Return what the record calls a step."""
    return f"step:{step.id}"


def due_after(at: datetime) -> datetime:
    """Return from when on nobody can take back what was done at `at`."""
    return at + UNDO_FOR + GRACE


def tell(commitment: Commitment, step: Step, people: Select[Any]) -> None:
    """Tell these people of a step, each once, when it cannot be taken back any more."""
    notify(
        people,
        _EVENTS[step.kind],
        Thing.COMMITMENT,
        commitment.id,
        step_id=step.id,
        at=step.recorded_at,
        due_at=due_after(step.recorded_at),
    )


def put_step_on_record(
    commitment: Commitment,
    step: Step,
    words: Mapping[str, str],
    *,
    idea_ids: Collection[int] = (),
    theme_ids: Collection[int] = (),
) -> None:
    """Put a step on the record: plain facts for good, and a salted hash of the words."""
    facts: dict[str, Fact] = {
        "commitment": commitment.external_id,
        "place": db.session.scalar(select(Place.external_id).where(Place.id == commitment.place_id)),
        "status": step.status,
        "due_on": step.due_on,
    }
    if idea_ids or theme_ids:
        facts |= {"ideas": _names(Idea, idea_ids), "themes": _names(Theme, theme_ids)}
    put_on_record(
        _KINDS[step.kind],
        about(step),
        facts,
        texts={name: (text, step.person_id) for name, text in words.items()},
        event_at=step.happened_at,
        due_at=due_after(step.recorded_at),
    )


def cause_of(commitment: Commitment, step: Step) -> Cause:
    """Return what the record says of a status that follows from a step; it goes when the step is taken back."""
    return Cause(about(step), {"commitment": commitment.external_id}, due_after(step.recorded_at))


def _names(model: Any, ids: Collection[int]) -> Sequence[str]:
    names = select(model.external_id).where(model.id.in_(ids)).order_by(model.external_id)
    return db.session.scalars(names).all() if ids else ()
