"""What was decided, and what became of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from community.accounts.counting import counts_as, same_as
from community.accounts.models import Person
from community.moderation.models import Act, Appeal, Decision, Kind
from community.moderation.rules import APPEALABLE, TOLD, UNDOING
from community.moderation.things import joined, moderated
from community.places.models import ROOT_ID, Ancestry, Place
from community.platform.database import execute, unindexed
from community.platform.errors import Missing
from community.platform.paging import Key, Page, page_of
from community.platform.reading import Reading, note
from community.platform.text import _, slug

__all__ = [
    "DecisionRow",
    "LogRow",
    "count_earlier",
    "get_decision",
    "list_about",
    "list_log",
    "list_of_author",
    "list_of_thing",
    "told_of",
]


class DecisionRow(NamedTuple):
    """A decision with what was said against it and what became of it."""

    id: int
    kind: Kind
    thing_id: int
    title: str
    language: str
    direction: str
    place_id: int
    place_name: str
    act: Act
    rule: int | None
    sentence: str
    public_sentence: str
    person_id: int
    person_name: str | None
    author_id: int | None
    decided_at: datetime
    until: datetime | None
    about_id: int | None
    undone_by: int | None
    appealed: str | None
    appealed_at: datetime | None
    answer_id: int | None

    @property
    def url(self) -> str:
        return f"/decisions/{self.id}"

    @property
    def thing_url(self) -> str:
        return moderated[self.kind].address(self.thing_id, self.title)

    @property
    def case_url(self) -> str:
        return f"/moderation/{moderated[self.kind].folder}/{self.thing_id}"

    @property
    def all_about(self) -> str:
        return str(moderated[self.kind].words.all_about)


def _one_of(column: Any, acts: Collection[Act]) -> ColumnElement[bool]:
    """What the driver runs has a fixed number of parameters, so no list of them."""
    return or_(*(column == act for act in sorted(acts)))


class LogRow(NamedTuple):
    """A decision as everybody may read it: neither who wrote nor who decided, nor a word of what was hidden."""

    id: int
    place_id: int
    place_name: str
    act: Act
    rule: int | None
    public_sentence: str
    decided_at: datetime
    until: datetime | None
    about_id: int | None
    undone_by: int | None

    @property
    def place_url(self) -> str:
        return f"/places/{self.place_id}/{slug(self.place_name)}"


_UNDOING = aliased(Decision, name="undoing")
_AUTHOR = aliased(Person, name="author")
_UNDONE_BY = (
    select(func.min(_UNDOING.id))
    .where(_UNDOING.about_id == Decision.id, _one_of(_UNDOING.act, UNDOING))
    .scalar_subquery()
)
_SIZE = bindparam("size", type_=Decision.id.type)
_LATEST = Decision.id.desc()
_KEY = bindparam("key_id", type_=Decision.id.type)
_ONE = Decision.id == bindparam("decision_id")
_ANSWERS = Decision.about_id == bindparam("decision_id")
_THIS = (Decision.kind == bindparam("kind", type_=Decision.kind.type)) & (Decision.thing_id == bindparam("thing_id"))
_ABOUT = Decision.author_id.in_(same_as(bindparam("author_id"))) & _one_of(Decision.act, TOLD)


@cache
def _rows() -> Any:
    """The columns of a DecisionRow: what is moderated is known when the site stands."""
    thing = joined(Decision.kind, Decision.thing_id)
    rows = select(
        Decision.id, Decision.kind, Decision.thing_id, thing.title, thing.language, thing.direction, Decision.place_id,
        Place.name, Decision.act, Decision.rule, Decision.sentence, Decision.public_sentence, counts_as(Person),
        Person.name, counts_as(_AUTHOR), Decision.decided_at, Decision.until, Decision.about_id, _UNDONE_BY,
        Appeal.said, Appeal.appealed_at, Appeal.answer_id,
    ).select_from(Decision)  # fmt: skip
    return (
        thing.to(rows)
        .join(Place, Place.id == Decision.place_id)
        .join(Person, Person.id == Decision.person_id)
        .outerjoin(_AUTHOR, _AUTHOR.id == Decision.author_id)
        .outerjoin(Appeal, Appeal.decision_id == Decision.id)
    )


@cache
def _reading(which: str) -> Reading[DecisionRow]:
    rows = _rows()
    return Reading(
        DecisionRow,
        {
            "one": lambda: rows.where(_ONE),
            "answers": lambda: rows.where(_ANSWERS).order_by(Decision.id),
            "of thing": lambda: rows.where(_THIS).order_by(_LATEST).limit(_SIZE),
            "told": lambda: rows.where(_ABOUT, _THIS).order_by(_LATEST).limit(1),
            "": lambda: rows.where(_ABOUT).order_by(_LATEST).limit(_SIZE),
            ">": lambda: rows.where(_ABOUT, Decision.id < _KEY).order_by(_LATEST).limit(_SIZE),
            "<": lambda: rows.where(_ABOUT, Decision.id > _KEY).order_by(Decision.id).limit(_SIZE),
        }[which](),
    )


_AUTHORS: Any = bindparam("author_ids", expanding=True)
_EARLIER = (
    select(counts_as(_AUTHOR), Decision.act, func.count())
    .join(_AUTHOR, _AUTHOR.id == Decision.author_id)
    .where(
        or_(*(column.in_(_AUTHORS) for column in (_AUTHOR.id, _AUTHOR.counts_as_id))),
        _one_of(Decision.act, APPEALABLE),
        _UNDONE_BY.is_(None),
    )
    .group_by(counts_as(_AUTHOR), Decision.act)
    .order_by(counts_as(_AUTHOR), Decision.act)
)


@cache
def _log(inside: bool, by_rule: bool, keyed: bool, back: bool) -> Reading[LogRow]:
    rows = select(
        Decision.id, Decision.place_id, Place.name, Decision.act, Decision.rule, Decision.public_sentence,
        Decision.decided_at, Decision.until, Decision.about_id, _UNDONE_BY,
    ).join(Place, Place.id == Decision.place_id)  # fmt: skip
    if inside:
        rows = rows.where(
            exists().where(
                Ancestry.place_id == unindexed(Decision.place_id), Ancestry.ancestor_id == bindparam("place_id")
            )
        )
    if by_rule:
        rows = rows.where(Decision.rule == bindparam("rule", type_=Decision.rule.type))
    if keyed:
        rows = rows.where(Decision.id > _KEY if back else Decision.id < _KEY)
    return Reading(LogRow, rows.order_by(Decision.id.asc() if back else _LATEST).limit(_SIZE))


def list_log(place_id: int = ROOT_ID, rule: int | None = None, key: Key | None = None, size: int = 30) -> Page[LogRow]:
    """Return one page of the public log, the latest first: in this place and under it, by this rule if one is named."""
    found = _log(place_id != ROOT_ID, rule is not None, key is not None, key is not None and key.back).all(
        place_id=place_id, rule=rule, key_id=key.id if key else None, size=size + 1
    )
    return page_of(found, size, key, lambda row: (0, row.id))


def get_decision(decision_id: int) -> DecisionRow:
    """Return a decision; raise Missing when there is none. Who may read it, the view asks."""
    found = _reading("one").first(decision_id=decision_id)
    if found is None:
        raise Missing(_("There is no such decision."))
    return found


def list_about(decision_id: int) -> Sequence[DecisionRow]:
    """Return what was decided about a decision: that it stands, or is taken back."""
    return _reading("answers").all(decision_id=decision_id)


def list_of_thing(kind: Kind, thing_id: int, most: int = 20) -> Sequence[DecisionRow]:
    """Return what was decided on a thing, the latest first."""
    return _reading("of thing").all(kind=kind, thing_id=thing_id, size=most)


def list_of_author(author_id: int, key: Key | None = None, size: int = 20) -> Page[DecisionRow]:
    """Return one page of what a person was told of, the latest first."""
    way = "" if key is None else "<" if key.back else ">"
    found = _reading(way).all(author_id=author_id, size=size + 1, **({"key_id": key.id} if key else {}))
    return page_of(found, size, key, lambda row: (0, row.id))


def told_of(author_id: int, kind: Kind, thing_id: int) -> DecisionRow | None:
    """Return the latest decision on a thing that its author was told of."""
    return _reading("told").first(author_id=author_id, kind=kind, thing_id=thing_id)


def count_earlier(author_ids: Collection[int]) -> Mapping[int, Mapping[Act, int]]:
    """Return for each author how often their things were hidden, they warned and paused, where that still stands."""
    counts: dict[int, dict[Act, int]] = {}
    if author_ids:
        rows: Any = execute(_EARLIER, {"author_ids": sorted(author_ids)})
        for author_id, act, count in rows:
            counts.setdefault(author_id, {})[act] = count
        note(counts)
    return counts
