"""How it is told what is promised, and what became of it; and that an idea was declined, and why."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Date, Select, String, Text, case, literal, select
from sqlalchemy.orm import aliased

from community.ideas.models import StatusChange
from community.notifications.queries.telling import Teller
from community.platform.database import Instant
from community.tracker.models import Commitment, Decline, Step, StepKind
from community.tracker.queries.rows import address

__all__ = ["TELLER", "declined", "named", "said"]

_BEFORE = aliased(Step, name="before")

OFFICIAL: Any = literal(None, Instant)
"""What a leader says for a place is told however new their account is: whoever gave them the role vouches for it."""


def named(commitment_ids: Collection[int], _person_id: int) -> Select[*tuple[Any, ...]]:
    """Select those of these commitments that are listed, as news names them."""
    unknown = literal(None, Instant)
    return select(
        Commitment.id,
        Commitment.title,
        Commitment.language,
        Commitment.direction,
        Commitment.created_at.label("said_at"),
        unknown.label("voted_at"),
        Commitment.owner_id.label("author_id"),
        unknown.label("author_since"),
    ).where(Commitment.id.in_(commitment_ids), Commitment.listed)


def said(step_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Select what these steps say, the first one what is promised, and what comes next; none that was taken back."""
    due_before = (
        select(_BEFORE.due_on)
        .where(
            _BEFORE.commitment_id == Step.commitment_id, _BEFORE.id < Step.id, _BEFORE.taken_back_at.is_(None)
        )
        .order_by(_BEFORE.id.desc())
        .limit(1)
        .scalar_subquery()
    )  # fmt: skip
    return (
        select(
            Step.id,
            case((Step.kind == StepKind.MADE, Commitment.body_html), else_=Step.body_html).label("html"),
            literal(None, Text).label("text"),
            literal(None, Text).label("more"),
            Step.next_step,
            Step.next_on,
            Step.due_on,
            due_before.label("due_before"),
            OFFICIAL.label("author_since"),
        )
        .join(Commitment, Commitment.id == Step.commitment_id)
        .where(Step.id.in_(step_ids), Step.taken_back_at.is_(None))
    )


def declined(change_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Select, for these changes of status, why ideas were declined, what would change that, and when it is looked at
    again.
    """
    no_day = literal(None, Date)
    return (
        select(
            Decline.status_change_id.label("id"),
            literal(None, Text).label("html"),
            StatusChange.reason.label("text"),
            Decline.change_mind.label("more"),
            literal(None, String).label("next_step"),
            Decline.review_on.label("next_on"),
            no_day.label("due_on"),
            no_day.label("due_before"),
            OFFICIAL.label("author_since"),
        )
        .join(StatusChange, StatusChange.id == Decline.status_change_id)
        .where(Decline.status_change_id.in_(change_ids))
    )


TELLER = Teller(address, named, said)
