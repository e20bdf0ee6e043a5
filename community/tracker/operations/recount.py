"""How many asked for what is promised: caches over ideas, themes and votes, made anew where they are wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, func, select, union, update

from community.accounts.counting import counts_as
from community.accounts.models import Person
from community.extensions import db
from community.ideas.models import Choice, Idea, Vote
from community.platform.database import execute
from community.themes.models import Theme
from community.tracker.models import ANSWERS_THEME, Commitment, CommitmentTheme
from community.tracker.queries import answered

__all__ = ["Difference", "recount_asking", "wrong_asking"]

CHUNK = 100
Difference = tuple[str, Mapping[str, Any], Mapping[str, Any]]
"""Which commitment, what its row says, what is right."""

_CACHED = (
    Commitment.theme_count, Commitment.idea_count, Commitment.place_count, Commitment.people_count, Commitment.tally,
    Commitment.said_at,
)  # fmt: skip
_IDS: Any = bindparam("commitment_ids", expanding=True)
_ANSWERED = answered().subquery("answered")
_THEMES = (
    select(CommitmentTheme.commitment_id, func.count())
    .join(Theme, Theme.id == CommitmentTheme.theme_id)
    .where(CommitmentTheme.commitment_id.in_(_IDS), ANSWERS_THEME, Theme.listed)
    .group_by(CommitmentTheme.commitment_id)
)
_IDEAS = (
    select(
        _ANSWERED.c.commitment_id,
        func.count(),
        func.count(Idea.place_id.distinct()),
        func.sum(Idea.tally),
        func.min(Idea.created_at),
    )
    .join(Idea, Idea.id == _ANSWERED.c.idea_id)
    .group_by(_ANSWERED.c.commitment_id)
)
_WROTE = (
    select(_ANSWERED.c.commitment_id, counts_as(Person).label("one_id"))
    .join(Idea, Idea.id == _ANSWERED.c.idea_id)
    .join(Person, Person.id == Idea.author_id)
)
_SUPPORT = (
    select(_ANSWERED.c.commitment_id, counts_as(Person))
    .join(Vote, Vote.idea_id == _ANSWERED.c.idea_id)
    .join(Person, Person.id == Vote.person_id)
    .where(Vote.choice == Choice.SUPPORT)
)
"""Who came by several doors counts once, by whichever of them they asked."""

_ASKED = union(_WROTE, _SUPPORT).subquery("asked")
_PEOPLE = select(_ASKED.c.commitment_id, func.count()).group_by(_ASKED.c.commitment_id)
_ROWS = select(Commitment.id, Commitment.external_id, *_CACHED).where(Commitment.id.in_(_IDS)).order_by(Commitment.id)


def recount_asking(commitment_ids: Sequence[int]) -> None:
    """Count anew what these commitments answer, and who asked for it; write what was wrong."""
    for commitment_id, _name, _stored, right in _wrong(commitment_ids):
        db.session.execute(update(Commitment).where(Commitment.id == commitment_id).values(right))


def wrong_asking(repair: bool = False) -> Iterator[Difference]:
    """Yield each commitment whose counts of who asked are not what its ideas and themes say; mend them if asked."""
    last = 0
    while ids := list(execute(_after(last)).scalars()):
        last = ids[-1]
        found = _wrong(ids)
        if repair and found:
            recount_asking([commitment_id for commitment_id, *_others in found])
        yield from ((name, stored, right) for _id, name, stored, right in found)


def _after(last: int) -> Any:
    return select(Commitment.id).where(Commitment.id > last).order_by(Commitment.id).limit(CHUNK)


def _wrong(commitment_ids: Sequence[int]) -> list[tuple[int, str, Mapping[str, Any], Mapping[str, Any]]]:
    asked = {"commitment_ids": list(commitment_ids)}
    themes = {each: count for each, count in execute(_THEMES, asked)}
    ideas = {each: counts for each, *counts in execute(_IDEAS, asked)}
    people = {each: count for each, count in execute(_PEOPLE, asked)}
    found: list[tuple[int, str, Mapping[str, Any], Mapping[str, Any]]] = []
    for commitment_id, name, *cells in execute(_ROWS, asked).all():
        idea_count, place_count, tally, said_at = ideas.get(commitment_id, (0, 0, None, None))
        right = {
            "theme_count": themes.get(commitment_id, 0),
            "idea_count": idea_count,
            "place_count": place_count,
            "people_count": people.get(commitment_id, 0),
            "tally": None if tally is None else int(tally),
            "said_at": said_at,
        }
        stored = {column.key: cell for column, cell in zip(_CACHED, cells, strict=True)}
        if stored != right:
            found.append((commitment_id, name, stored, right))
    return found
