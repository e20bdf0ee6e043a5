"""What news says: each feature tells of its own things, by SELECTs of what everybody may see of them just now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, literal, union_all

from community.notifications.models import Event, Route, Thing
from community.platform.database import execute
from community.platform.reading import note

__all__ = [
    "Group",
    "Named",
    "Said",
    "Teller",
    "Telling",
    "ToldRow",
    "group",
    "name_things",
    "tellers",
    "ways_to_answer",
]


class Teller(NamedTuple):
    """How things of one kind are told of.

    `named` selects `id, title, language, direction, said_at, voted_at, author_id, author_since` of those of these ids
    that everybody may see, as this person relates to them; `author_since` is the age of an account, none where there is
    none. `said` selects `id, html, text, more, next_step, next_on, due_on, due_before, author_since` of these steps.
    """

    address: Callable[[int, str], str]
    named: Callable[[Collection[int], int], Select[*tuple[Any, ...]]]
    said: Callable[[Collection[int]], Select[*tuple[Any, ...]]] | None = None


tellers: dict[Thing, Teller] = {}
"""The factory says who tells of which things: they are above this feature, which must not know them."""

ways_to_answer: dict[Event, Callable[[int, int], str]] = {}
"""For news that asks for an answer: the address where, about this step, this person gives it without signing in."""


class Named(NamedTuple):
    """A thing that everybody may see, and how the person who is told relates to it."""

    thing: Thing
    id: int
    title: str
    language: str
    direction: str
    said_at: datetime | None
    voted_at: datetime | None
    author_id: int | None
    author_since: datetime | None

    @property
    def url(self) -> str:
        return tellers[self.thing].address(self.id, self.title)


class Said(NamedTuple):
    """What a step says: its words as HTML or as plain text, and what comes next by when."""

    thing: Thing
    id: int
    html: str | None
    text: str | None
    # What would change the mind of who declined.
    more: str | None
    next_step: str | None
    next_on: date | None
    due_on: date | None
    due_before: date | None
    author_since: datetime | None


class ToldRow(NamedTuple):
    """A notification as it is stored, with its news."""

    news_id: int
    event: Event
    thing: Thing
    thing_id: int
    step_id: int | None
    happened_at: datetime
    route: Route
    via: Thing
    via_id: int
    choice: str | None
    seen_at: datetime | None
    followed_at: datetime | None
    muted: bool | None


class Telling(NamedTuple):
    """One piece of news as it is told to one person; `via` is None when what ties them to it is out of sight."""

    row: ToldRow
    via: Named | None
    said: Said | None

    @property
    def since(self) -> datetime | None:
        """When they wrote, voted or began to follow, where that is known."""
        if self.row.route is Route.FOLLOWS:
            return self.row.followed_at
        if self.via is None:
            return None
        return self.via.said_at if self.row.route is Route.WROTE else self.via.voted_at

    def answer_path(self, person_id: int) -> str | None:
        """Where this person gives the answer that is asked for, if one is."""
        answer, step_id = ways_to_answer.get(self.row.event), self.row.step_id
        return answer(step_id, person_id) if answer and step_id else None


class Group(NamedTuple):
    """A thing with all news of it that is told at once."""

    thing: Named
    tellings: Sequence[Telling]

    @property
    def muted(self) -> bool:
        return bool(self.tellings[0].row.muted)

    @property
    def unread(self) -> bool:
        return any(telling.row.seen_at is None for telling in self.tellings)


def group(rows: Sequence[ToldRow], person_id: int) -> Sequence[Group]:
    """Return what these rows tell this person, by thing, in their order; nothing of what is out of sight by now."""
    names = name_things(
        {(row.thing, row.thing_id) for row in rows} | {(row.via, row.via_id) for row in rows}, person_id
    )
    said = _said({(row.thing, row.step_id) for row in rows if row.step_id is not None})
    found: defaultdict[Named, list[Telling]] = defaultdict(list)
    for row in rows:
        thing, step = names.get((row.thing, row.thing_id)), said.get((row.thing, row.step_id))
        if thing is not None and (step is not None or row.step_id is None):
            found[thing].append(Telling(row, names.get((row.via, row.via_id)), step))
    return [Group(thing, tellings) for thing, tellings in found.items()]


def name_things(things: Collection[tuple[Thing, int]], person_id: int) -> Mapping[tuple[Thing, int], Named]:
    """Return what these things are called, as far as everybody may see them; one statement for all."""
    rows = [
        Named(Thing(kind), *values)
        for kind, *values in _union({thing: tellers[thing].named(ids, person_id) for thing, ids in _by_kind(things)})
    ]
    return {(row.thing, row.id): row for row in rows}


def _said(steps: Collection[tuple[Thing, int]]) -> Mapping[tuple[Thing, int | None], Said]:
    selects = {}
    for thing, ids in _by_kind(steps):
        tell = tellers[thing].said
        if tell is not None:
            selects[thing] = tell(ids)
    return {(Thing(kind), values[0]): Said(Thing(kind), *values) for kind, *values in _union(selects)}


def _by_kind(things: Collection[tuple[Thing, int]]) -> Sequence[tuple[Thing, list[int]]]:
    by_kind: defaultdict[Thing, list[int]] = defaultdict(list)
    for thing, number in sorted(things):
        by_kind[thing].append(number)
    return list(by_kind.items())


def _union(selects: Mapping[Thing, Select[*tuple[Any, ...]]]) -> Sequence[Any]:
    """Return all rows of these SELECTs, each with its kind in front."""
    parts = []
    for thing, statement in selects.items():
        columns = statement.selected_columns
        parts.append(statement.with_only_columns(literal(str(thing)).label("kind"), *columns))
    found = execute(union_all(*parts)).all() if parts else []
    note(found)
    return found
