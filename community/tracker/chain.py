"""How far a thing has come: how each of the six stations of its thread stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from community.tracker.models import Signal, Status

__all__ = ["Mark", "Promised", "foremost", "marks", "theme_marks"]


class Mark(StrEnum):
    """How a station stands."""

    REACHED = "reached"
    NEXT = "next"
    LATE = "late"
    LATER = "later"
    # The thread went by it: something was promised without a theme, or said no to.
    PASSED = "passed"
    # The thread ends there: it was stopped, or said no to.
    ENDED = "ended"
    DISPUTED = "disputed"


class Promised(Protocol):
    """What a thread wants to know of a commitment."""

    @property
    def id(self) -> int: ...
    @property
    def status(self) -> Any: ...
    @property
    def signal(self) -> Any: ...
    @property
    def due_on(self) -> date | None: ...


One = TypeVar("One", bound=Promised)

MOST_TO_ANSWER_FOR = (
    Signal.LATE, Signal.SILENT, Signal.AT_RISK, Signal.ON_TRACK,
    Signal.DISPUTED, Signal.DELIVERED, Signal.CONFIRMED, Signal.STOPPED,
)  # fmt: skip


def foremost(promised: Iterable[One]) -> tuple[One, ...]:
    """Return commitments in the order in which a thread minds them: one that is kept hides none that is late."""
    return tuple(
        sorted(promised, key=lambda one: (MOST_TO_ANSWER_FOR.index(one.signal), one.due_on or date.max, one.id))
    )


def marks(theme: bool, promise: Promised | None, *, declined: bool = False, over: bool = False) -> tuple[Mark, ...]:
    """Return how the six stations stand of what has a page, by whether it stands in a theme and what was promised.

    `declined`: somebody said no to it. `over`: it goes on as part of another thing, so nothing is to come here.
    """
    said = (Mark.REACHED, Mark.REACHED)
    if promise is not None:
        gathered = Mark.REACHED if theme else Mark.PASSED
        return (*said, gathered, Mark.REACHED, _delivered(promise), _confirmed(promise))
    if declined:
        return (*said, Mark.REACHED if theme else Mark.PASSED, Mark.ENDED, Mark.LATER, Mark.LATER)
    coming = Mark.LATER if over else Mark.NEXT
    ahead = (Mark.REACHED, coming) if theme else (coming, Mark.LATER)
    return (*said, *ahead, Mark.LATER, Mark.LATER)


def theme_marks(ideas: bool, published: bool, promise: Promised | None) -> tuple[Mark, ...]:
    """Return how the six stations stand of a theme, by whether ideas stand in it and everybody can read it."""
    said = (Mark.REACHED, Mark.REACHED) if ideas else (Mark.NEXT, Mark.LATER)
    if promise is not None:
        return (*said, Mark.REACHED, Mark.REACHED, _delivered(promise), _confirmed(promise))
    ahead = (Mark.REACHED, Mark.NEXT) if published else (Mark.NEXT if ideas else Mark.LATER, Mark.LATER)
    return (*said, *ahead, Mark.LATER, Mark.LATER)


def _delivered(promise: Promised) -> Mark:
    if promise.status is Status.DELIVERED:
        return Mark.REACHED
    if promise.status is Status.STOPPED:
        return Mark.ENDED
    return Mark.LATE if promise.signal is Signal.LATE else Mark.NEXT


def _confirmed(promise: Promised) -> Mark:
    if promise.signal is Signal.CONFIRMED:
        return Mark.REACHED
    if promise.signal is Signal.DISPUTED:
        return Mark.DISPUTED
    return Mark.NEXT if promise.status is Status.DELIVERED else Mark.LATER
