"""What follows from a step: it goes on the record, and those whom it concerns are told, unless it is taken back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select

from community.ideas.models import Status as IdeaStatus
from community.notifications.models import Event, Thing
from community.notifications.operations import notify
from community.record.operations import put_on_record
from community.tracker.models import Commitment, Step, StepKind
from community.tracker.rules import UNDO_FOR

__all__ = ["about", "due_after", "put_status_on_record", "put_step_on_record", "tell"]

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
_KINDS = {**{kind: kind.value for kind in StepKind}, StepKind.MADE: "promised", StepKind.UPDATE: "updated"}
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
    put_on_record(
        _KINDS[step.kind],
        about(step),
        {
            "commitment": commitment.id,
            "step": step.id,
            "place": commitment.place_id,
            "status": step.status.value,
            "due_on": step.due_on.isoformat() if step.due_on else None,
            "ideas": _joined(idea_ids),
            "themes": _joined(theme_ids),
        },
        texts={name: (text, step.person_id) for name, text in words.items()},
        event_at=step.happened_at,
        due_at=due_after(step.recorded_at),
    )


def put_status_on_record(step: Step, idea_id: int, status: IdeaStatus) -> None:
    """Put on the record that an idea's status followed from a step; it goes when the step is taken back."""
    put_on_record(
        "status",
        about(step),
        {"idea": idea_id, "status": status.value, "commitment": step.commitment_id, "step": step.id},
        event_at=step.recorded_at,
        due_at=due_after(step.recorded_at),
    )


def _joined(ids: Collection[int]) -> str | None:
    return ";".join(map(str, sorted(ids))) or None
