"""Which ideas a commitment answers: those it names, and those in its themes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CompoundSelect, Select, bindparam, select, union

from community.ideas.models import Idea
from community.themes.models import GATHERED, Theme, ThemeIdea
from community.tracker.models import ANSWERS, ANSWERS_THEME, CommitmentIdea, CommitmentTheme

__all__ = ["answered"]

_IDS: Any = bindparam("commitment_ids", expanding=True)
_NAMED = (
    select(CommitmentIdea.commitment_id, CommitmentIdea.idea_id)
    .join(Idea, Idea.id == CommitmentIdea.idea_id)
    .where(CommitmentIdea.commitment_id.in_(_IDS), ANSWERS, Idea.listed)
)
_IN_THEMES = (
    select(CommitmentTheme.commitment_id, ThemeIdea.idea_id)
    .join(Theme, Theme.id == CommitmentTheme.theme_id)
    .join(ThemeIdea, ThemeIdea.theme_id == Theme.id)
    .join(Idea, Idea.id == ThemeIdea.idea_id)
    .where(CommitmentTheme.commitment_id.in_(_IDS), ANSWERS_THEME, Theme.listed, GATHERED, Idea.listed)
)


def answered() -> CompoundSelect[Any] | Select[Any]:
    """Return `commitment_id, idea_id` of the listed ideas that `commitment_ids` answer, each pair once."""
    return union(_NAMED, _IN_THEMES)
