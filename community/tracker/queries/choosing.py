"""What a leader can answer with a commitment: what was chosen, and what waits nearby."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Integer, String, bindparam, cast, exists, literal, null, select, union_all

from community.ideas.models import Idea
from community.ideas.models import Status as IdeaStatus
from community.ideas.queries.rows import address as idea_address
from community.places.models import Ancestry, Place
from community.platform.database import execute
from community.platform.reading import note
from community.platform.text import slug
from community.themes.models import Theme
from community.tracker.models import ANSWERS, ANSWERS_THEME, Commitment, CommitmentIdea, CommitmentTheme

__all__ = ["Answerable", "list_answered", "list_chosen", "list_near"]

IDEAS_NEAR, THEMES_NEAR = 8, 5
"""So many ideas and themes of a place are offered; others are chosen by their numbers or addresses."""


class Answerable(NamedTuple):
    """An idea or a theme that a commitment can answer: `voices` support the idea, or stand behind the theme."""

    kind: str
    id: int
    title: str
    language: str
    direction: str
    place_id: int
    place_name: str
    status: IdeaStatus | None
    voices: int
    tally: int | None

    @property
    def url(self) -> str:
        return idea_address(self.id, self.title) if self.kind == "idea" else f"/themes/{self.id}/{slug(self.title)}"


def _ideas(*where: Any) -> Any:
    return (
        select(
            literal("idea", String).label("kind"), Idea.id, Idea.title, Idea.language, Idea.direction, Idea.place_id,
            Place.name, cast(Idea.status, String(20)).label("status"), Idea.support_count, Idea.tally,
        )
        .join(Place, Place.id == Idea.place_id)
        .where(Idea.listed, *where)
    )  # fmt: skip


def _themes(*where: Any) -> Any:
    return (
        select(
            literal("theme", String).label("kind"), Theme.id, Theme.title, Theme.language, Theme.direction,
            Theme.place_id, Place.name, cast(null(), String(20)).label("status"), Theme.people_count,
            cast(null(), Integer).label("tally"),
        )
        .join(Place, Place.id == Theme.place_id)
        .where(Theme.listed, *where)
    )  # fmt: skip


def _read(statement: Any, **values: Any) -> Sequence[Answerable]:
    found = [Answerable(*cells) for cells in execute(statement, values)]
    note(found)
    return [row._replace(status=IdeaStatus(row.status)) if row.status else row for row in found]


_PLACE: Any = bindparam("place_id", type_=Idea.id.type)
_IN_IDEAS = Idea.place_id.in_(select(Ancestry.place_id).where(Ancestry.ancestor_id == _PLACE))
_IN_THEMES = Theme.place_id.in_(select(Ancestry.place_id).where(Ancestry.ancestor_id == _PLACE))
_ANSWERED = (
    exists()
    .where(CommitmentTheme.theme_id == Theme.id, ANSWERS_THEME)
    .where(Commitment.id == CommitmentTheme.commitment_id, Commitment.listed)
)
_UNDECIDED = Idea.status.in_((IdeaStatus.OPEN, IdeaStatus.UNDER_REVIEW))
_THEMES_HERE = _themes(_IN_THEMES, ~_ANSWERED).order_by(Theme.people_count.desc(), Theme.id).limit(THEMES_NEAR)
_IDEAS_HERE = _ideas(_IN_IDEAS, _UNDECIDED).order_by(Idea.support_count.desc(), Idea.id).limit(IDEAS_NEAR)
_NEAR = select(union_all(select(_THEMES_HERE.subquery()), select(_IDEAS_HERE.subquery())).subquery("near"))


_COMMITMENT: Any = bindparam("commitment_id", type_=Commitment.id.type)
_NAMED = select(CommitmentIdea.idea_id).where(CommitmentIdea.commitment_id == _COMMITMENT, ANSWERS)
_THEMES_NAMED = select(CommitmentTheme.theme_id).where(CommitmentTheme.commitment_id == _COMMITMENT, ANSWERS_THEME)
_OF_COMMITMENT = select(
    union_all(_themes(Theme.id.in_(_THEMES_NAMED)), _ideas(Idea.id.in_(_NAMED))).subquery("answered")
)


def list_chosen(idea_ids: Collection[int], theme_ids: Collection[int]) -> Sequence[Answerable]:
    """Return those of these themes and ideas that are listed, themes first, each in the order of their numbers."""
    if not idea_ids and not theme_ids:
        return ()
    both = union_all(_themes(Theme.id.in_(theme_ids)), _ideas(Idea.id.in_(idea_ids)))
    return sorted(_read(both), key=lambda row: (row.kind != "theme", row.id))


def list_answered(commitment_id: int) -> Sequence[Answerable]:
    """Return the listed themes and ideas that a commitment answers by name, themes first."""
    return sorted(_read(_OF_COMMITMENT, commitment_id=commitment_id), key=lambda row: (row.kind != "theme", row.id))


def list_near(place_id: int) -> Sequence[Answerable]:
    """Return what waits for an answer in a place and under it: the themes and ideas with the most voices."""
    return sorted(_read(_NEAR, place_id=place_id), key=lambda row: (row.kind != "theme", -row.voices, row.id))
