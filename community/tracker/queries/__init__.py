"""What can be known about commitments."""

from community.tracker.queries.answered import answered
from community.tracker.queries.audience import (
    audience_of,
    audience_of_idea,
    newly_concerned,
    preview_audience,
)
from community.tracker.queries.links import commitments_of, commitments_of_themes
from community.tracker.queries.one import get_commitment, list_steps
from community.tracker.queries.rows import CommitmentLink, CommitmentPage, StepRow

__all__ = [
    "CommitmentLink",
    "CommitmentPage",
    "StepRow",
    "answered",
    "audience_of",
    "audience_of_idea",
    "commitments_of",
    "commitments_of_themes",
    "get_commitment",
    "list_steps",
    "newly_concerned",
    "preview_audience",
]
