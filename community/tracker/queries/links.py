"""Which commitments answer an idea or a theme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, select, union

from community.platform.database import execute
from community.platform.reading import note
from community.themes.models import GATHERED, Theme, ThemeIdea
from community.tracker.models import ANSWERS, ANSWERS_THEME, Commitment, CommitmentIdea, CommitmentTheme
from community.tracker.queries.rows import COMMITMENT_LINK, CommitmentLink

__all__ = ["commitments_of", "commitments_of_themes"]

_IDS: Any = bindparam("ids", expanding=True)
_NAMED = select(CommitmentIdea.idea_id.label("answered"), CommitmentIdea.commitment_id).where(
    CommitmentIdea.idea_id.in_(_IDS), ANSWERS
)
_IN_THEMES = (
    select(ThemeIdea.idea_id.label("answered"), CommitmentTheme.commitment_id)
    .join(Theme, Theme.id == ThemeIdea.theme_id)
    .join(CommitmentTheme, CommitmentTheme.theme_id == Theme.id)
    .where(ThemeIdea.idea_id.in_(_IDS), GATHERED, Theme.listed, ANSWERS_THEME)
)
_THEMES = select(CommitmentTheme.theme_id.label("answered"), CommitmentTheme.commitment_id).where(
    CommitmentTheme.theme_id.in_(_IDS), ANSWERS_THEME
)


def _links(answers: Any) -> Select[Any]:
    pairs = answers.subquery("pairs")
    return (
        select(pairs.c.answered, *COMMITMENT_LINK)
        .join(Commitment, Commitment.id == pairs.c.commitment_id)
        .where(Commitment.listed)
        .order_by(Commitment.listed_at, Commitment.id)
    )


_OF_IDEAS = _links(union(_NAMED, _IN_THEMES))
_OF_THEMES = _links(_THEMES)


def commitments_of(idea_ids: Collection[int]) -> Mapping[int, Sequence[CommitmentLink]]:
    """Return the commitments that answer these ideas, by name or through a listed theme, the earliest first."""
    return _grouped(_OF_IDEAS, idea_ids)


def commitments_of_themes(theme_ids: Collection[int]) -> Mapping[int, Sequence[CommitmentLink]]:
    """Return the commitments that answer these themes, the earliest first."""
    return _grouped(_OF_THEMES, theme_ids)


def _grouped(statement: Select[Any], ids: Collection[int]) -> Mapping[int, Sequence[CommitmentLink]]:
    links: defaultdict[int, list[CommitmentLink]] = defaultdict(list)
    for answered, *cells in execute(statement, {"ids": list(ids)}):
        links[answered].append(CommitmentLink(*cells))
    note(dict(links))
    return links
