"""How a commitment stands after its steps: the fold that its cached columns are made by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta, tzinfo
from itertools import pairwise
from typing import Any, Protocol

from community.platform.clock import LONG_AGO, end_of
from community.tracker.models import Signal, Status, StepKind
from community.tracker.order import sooner_at
from community.tracker.rules import ASK_AFTER
from community.tracker.signal import Facts, changes_at, signal_of

__all__ = ["Standing", "TakenStep", "standing"]


class TakenStep(Protocol):
    """What the fold wants to know of a step."""

    kind: Any
    status: Any
    due_on: Any
    next_step: Any
    next_on: Any
    happened_at: Any
    recorded_at: Any
    listed_at: Any
    imported: Any
    asked_at: Any
    asked_count: Any
    yes_count: Any
    partly_count: Any
    no_count: Any


@dataclass(frozen=True, slots=True)
class Standing:
    """Those columns of a commitment that follow from its steps and the time."""

    status: Status
    due_on: date | None
    sooner_at: datetime
    first_due_on: date | None
    first_due_at: datetime | None
    moved_count: int
    next_step: str | None
    next_on: date | None
    news_at: datetime | None
    begun_at: datetime | None
    delivered_at: datetime | None
    stopped_at: datetime | None
    ask_at: datetime | None
    asked_count: int
    yes_count: int
    partly_count: int
    no_count: int
    signal: Signal
    signal_until: datetime | None

    def columns(self) -> dict[str, Any]:
        """Return them by their names."""
        return asdict(self)


def standing(steps: Sequence[TakenStep], zone: tzinfo, at: datetime, ask_after: timedelta = ASK_AFTER) -> Standing:
    """Return how a commitment stands at `at` after these steps, at least one, the first one first.

    The last step says status, day and what comes next; the first day ever stated, the begin and the last report
    of a delivery are those of the steps that said them. A day ends at midnight in `zone`;
    people are asked back so long after a delivery was reported.
    """
    last = steps[-1]
    due_at = end_of(last.due_on, zone) if last.due_on else None
    news_at = max(step.listed_at for step in steps)
    delivered = _latest(steps, StepKind.DELIVERED) if last.status is Status.DELIVERED else None
    stopped = _latest(steps, StepKind.STOPPED) if last.status is Status.STOPPED else None
    delivered_at, stopped_at = (each.happened_at if each else None for each in (delivered, stopped))
    days = [step.due_on for step in steps if step.due_on]
    facts = Facts(
        status=last.status,
        due_at=due_at,
        news_at=news_at if news_at > LONG_AGO else None,
        yes=delivered.yes_count if delivered else 0,
        partly=delivered.partly_count if delivered else 0,
        no=delivered.no_count if delivered else 0,
    )
    asks = delivered is not None and not delivered.imported and delivered.asked_at is None
    return Standing(
        status=last.status,
        due_on=last.due_on,
        sooner_at=sooner_at(last.status, due_at, delivered_at or stopped_at),
        first_due_on=days[0] if days else None,
        first_due_at=end_of(days[0], zone) if days else None,
        moved_count=sum(before != after for before, after in pairwise(days)),
        next_step=last.next_step,
        next_on=last.next_on,
        news_at=facts.news_at,
        begun_at=next((step.happened_at for step in steps if step.status is Status.IN_PROGRESS), None),
        delivered_at=delivered_at,
        stopped_at=stopped_at,
        ask_at=delivered.recorded_at + ask_after if delivered and asks else None,
        asked_count=delivered.asked_count if delivered else 0,
        yes_count=facts.yes,
        partly_count=facts.partly,
        no_count=facts.no,
        signal=signal_of(facts, at),
        signal_until=changes_at(facts, at),
    )


def _latest(steps: Sequence[TakenStep], kind: StepKind) -> TakenStep | None:
    return next((step for step in reversed(steps) if step.kind is kind), None)
