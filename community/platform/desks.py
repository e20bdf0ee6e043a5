"""The desks of staff: where each is, whose, and how much waits there, for the frame of every page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g
from sqlalchemy import ScalarSelect, select

from community.platform.database import execute
from community.platform.guards import Who, viewer
from community.platform.reading import note

__all__ = ["Desk", "OpenDesk", "desks", "open_desks"]


@dataclass(frozen=True, slots=True)
class Desk:
    """One desk: its address, its word, who has it, and what counts there, as SQL with parameters for a viewer."""

    url: str
    word: Any
    who: Who
    counted: Callable[[], ScalarSelect[Any]] | None = None
    values: Callable[[Any], Mapping[str, Any]] = lambda _viewer: {}


@dataclass(frozen=True, slots=True)
class OpenDesk:
    """A desk of whoever looks, and how much waits there."""

    url: str
    word: Any
    waiting: int


desks: list[Desk] = []
"""Every desk of the site; a feature with one adds it."""


def open_desks() -> Sequence[OpenDesk]:
    """Return the desks of whoever looks, with what waits there: one statement, asked once a request."""
    who = viewer()
    if who is None:
        return ()
    if "desks" not in g:
        mine = sorted((desk for desk in desks if desk.who(who)), key=lambda desk: desk.url)
        counts = _count([desk for desk in mine if desk.counted is not None], who)
        g.desks = [OpenDesk(desk.url, desk.word, counts.get(desk.url, 0)) for desk in mine]
    found: Sequence[OpenDesk] = g.desks
    return found


def _count(counting: Sequence[Desk], who: Any) -> Mapping[str, int]:
    if not counting:
        return {}
    values = {name: value for desk in counting for name, value in desk.values(who).items()}
    found = execute(select(*(desk.counted() for desk in counting if desk.counted is not None)), values).one()
    counts = {desk.url: int(count) for desk, count in zip(counting, found, strict=True)}
    note(sorted(counts.items()))
    return counts
