"""What somebody promised, and what they said no to."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, select

from community.ideas.models import Idea, StatusChange
from community.leaving.queries.part import Parts
from community.places.models import Place
from community.tracker.models import Commitment, Decline, Step, StepKind

__all__ = ["select_promised"]


def select_promised(people: Sequence[int]) -> Parts:
    """What they promised as leaders, what they said of it, and what they said no to."""
    commitment = Commitment.external_id.label("commitment")
    return {
        "promises": (
            True,
            select(
                commitment, Commitment.title, Commitment.body, Place.external_id.label("place"), Commitment.language,
                Commitment.measure, Commitment.cost, Commitment.created_at, Commitment.withdrawn_at,
            )
            .join(Place, Place.id == Commitment.place_id)
            .where(
                exists().where(
                    Step.commitment_id == Commitment.id, Step.kind == StepKind.MADE, Step.person_id.in_(people)
                )
            )
            .order_by(Commitment.id),
        ),
        "answered_for": (
            True,
            select(commitment, Commitment.title).where(Commitment.owner_id.in_(people)).order_by(Commitment.id),
        ),
        "steps": (
            True,
            select(
                commitment, Step.kind, Step.status, Step.due_on, Step.body, Step.next_step, Step.next_on,
                Step.evidence_url, Step.happened_at, Step.recorded_at, Step.taken_back_at,
            )
            .join(Commitment, Commitment.id == Step.commitment_id)
            .where(Step.person_id.in_(people))
            .order_by(Step.id),
        ),
        "declines": (
            True,
            select(
                Idea.external_id.label("idea"), StatusChange.reason, Decline.change_mind, Decline.review_on,
                Decline.declined_at, Decline.taken_back_at,
            )
            .join_from(Decline, Idea, Idea.id == Decline.idea_id)
            .join(StatusChange, StatusChange.id == Decline.status_change_id)
            .where(Decline.person_id.in_(people))
            .order_by(Decline.id),
        ),
    }  # fmt: skip
