"""What a commitment answers: its themes with their figures, and the ideas that it names, in pages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from community.ideas.models import Idea
from community.ideas.queries.rows import address as idea_address
from community.places.models import Place
from community.platform.database import unindexed
from community.platform.paging import Key, Page, page_ids, page_of
from community.platform.reading import Reading
from community.themes.models import Theme
from community.themes.queries.rows import address as theme_address
from community.tracker.models import ANSWERS, ANSWERS_THEME, CommitmentIdea, CommitmentTheme
from community.tracker.rules import MOST_ANSWERED

__all__ = ["AskedIdea", "AskedTheme", "list_asked_ideas", "list_asked_themes"]


class AskedTheme(NamedTuple):
    """A theme that a commitment answers."""

    id: int
    title: str
    language: str
    direction: str
    people_count: int
    idea_count: int

    @property
    def url(self) -> str:
        return theme_address(self.id, self.title)


class AskedIdea(NamedTuple):
    """An idea that a commitment names."""

    id: int
    title: str
    language: str
    direction: str
    place_name: str
    support_count: int
    oppose_count: int
    pass_count: int
    tally: int | None
    value: Any

    @property
    def url(self) -> str:
        return idea_address(self.id, self.title)


_THEMES = Reading(
    AskedTheme,
    select(Theme.id, Theme.title, Theme.language, Theme.direction, Theme.people_count, Theme.idea_count)
    .join(CommitmentTheme, CommitmentTheme.theme_id == Theme.id)
    .where(CommitmentTheme.commitment_id == bindparam("commitment_id"), ANSWERS_THEME, Theme.listed)
    .order_by(Theme.people_count.desc(), Theme.id)
    .limit(MOST_ANSWERED),
)


def list_asked_themes(commitment_id: int) -> Sequence[AskedTheme]:
    """Return the published themes that a commitment answers, those with the most voices first."""
    return _THEMES.all(commitment_id=commitment_id)


def list_asked_ideas(commitment_id: int, *, key: Key | None = None, size: int = 20) -> Page[AskedIdea]:
    """Return one page of the listed ideas that a commitment names, the most supported first."""
    found = _ideas(key is not None, key is not None and key.back).all(
        commitment_id=commitment_id, size=size + 1, key=key.value if key else None, key_id=key.id if key else None
    )
    return page_of(found, size, key, lambda row: (row.value, row.id))


@cache
def _ideas(keyed: bool, back: bool) -> Reading[AskedIdea]:
    named = (
        select(Idea)
        .join(CommitmentIdea, CommitmentIdea.idea_id == Idea.id)
        .where(CommitmentIdea.commitment_id == bindparam("commitment_id"), ANSWERS, unindexed(Idea.listed))
        .limit(MOST_ANSWERED)  # keeps the two steps apart
    )
    few: Any = aliased(Idea, named.subquery("few"))
    page = page_ids(select(few), few.support_count, few.id, descending=True, keyed=keyed, back=back).subquery("page")
    columns = (
        Idea.id, Idea.title, Idea.language, Idea.direction, Place.name, Idea.support_count, Idea.oppose_count,
        Idea.pass_count, Idea.tally, page.c.value,
    )  # fmt: skip
    return Reading(
        AskedIdea,
        select(*columns)
        .join_from(page, Idea, Idea.id == page.c.id)
        .join(Place, Place.id == Idea.place_id)
        .order_by(*((page.c.value, page.c.id) if back else (page.c.value.desc(), page.c.id.desc()))),
    )
