"""How many people stand behind a theme is counted ahead: over many ideas it takes too long for a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select, update

from community.extensions import db
from community.ideas.models import Idea
from community.ideas.queries.standing import standing_votes
from community.platform.clock import now
from community.platform.database import execute
from community.themes.models import GATHERED, Theme, ThemeIdea
from community.themes.queries.counted import COUNTED

__all__ = ["count_people", "wrong_counts"]

CHUNK = 100

_GATHERED = (
    select(ThemeIdea.theme_id, Idea.id.label("idea_id"))
    .join(Idea, (Idea.id == ThemeIdea.idea_id) & Idea.listed)
    .where(GATHERED, ThemeIdea.theme_id.in_(bindparam("theme_ids", expanding=True)))
    .cte("gathered")
)
_VOTES = standing_votes(select(_GATHERED.c.idea_id)).cte("votes")
_VOTERS = (
    select(_GATHERED.c.theme_id, func.count(_VOTES.c.person_id.distinct()))
    .join(_VOTES, _VOTES.c.idea_id == _GATHERED.c.idea_id)
    .group_by(_GATHERED.c.theme_id)
)
_SAVE = (
    update(Theme.__table__)  # type: ignore[arg-type]
    .where(Theme.id == bindparam("counted"))
    .values({name: bindparam(name) for name in ("idea_count", "vote_count", "people_count", "counted_at")})
)


class Difference(NamedTuple):
    """A theme whose count is wrong, what its row says, and what is right."""

    external_id: str
    stored: int
    right: int


def count_people(theme_ids: Sequence[int]) -> None:
    """Count the people behind these themes: who voted on the ideas in them, each once for a theme."""
    if not theme_ids:
        return
    at = now()
    # How many votes there are is read first: one that is cast in between has the people counted once more.
    evidence = db.session.execute(COUNTED.where(Theme.id.in_(theme_ids))).all()
    people = _people(theme_ids)
    rows = [
        {
            "counted": theme_id,
            "idea_count": ideas,
            "vote_count": votes,
            "people_count": people.get(theme_id, 0),
            "counted_at": at,
        }
        for theme_id, ideas, votes in sorted(evidence)
    ]
    db.session.connection().execute(_SAVE, rows)


def wrong_counts(repair: bool = False) -> Iterator[Difference]:
    """Yield each theme whose count of people is not what the votes say; put them right if asked."""
    last = 0
    while ids := db.session.scalars(select(Theme.id).where(Theme.id > last).order_by(Theme.id).limit(CHUNK)).all():
        last = ids[-1]
        people = _people(ids)
        rows = select(Theme.id, Theme.external_id, Theme.people_count).where(Theme.id.in_(ids)).order_by(Theme.id)
        wrong = [row for row in db.session.execute(rows).all() if row.people_count != people.get(row.id, 0)]
        if repair:
            count_people([row.id for row in wrong])
        yield from (Difference(row.external_id, row.people_count, people.get(row.id, 0)) for row in wrong)


def _people(theme_ids: Sequence[int]) -> Mapping[int, int]:
    found: Any = execute(_VOTERS, {"theme_ids": theme_ids})
    return {theme_id: people for theme_id, people in found}
