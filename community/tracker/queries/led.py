"""What ideas and themes have led to, for all the cards of a list by one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, String, bindparam, cast, literal, null, select, union, union_all

from community.ideas.models import Status as IdeaStatus
from community.platform.database import execute
from community.platform.reading import note
from community.themes.models import GATHERED, Theme, ThemeIdea
from community.themes.queries.rows import ThemeLink
from community.tracker.chain import Mark, foremost, marks
from community.tracker.models import ANSWERS, ANSWERS_THEME, Commitment, CommitmentIdea, CommitmentTheme
from community.tracker.queries.rows import COMMITMENT_LINK, CommitmentLink

__all__ = ["Led", "led_to", "promised_for"]


class Led(NamedTuple):
    """What an idea or a theme has led to: the themes it stands in, and what was promised, the foremost first."""

    themes: tuple[ThemeLink, ...] = ()
    promises: tuple[CommitmentLink, ...] = ()

    @property
    def promise(self) -> CommitmentLink | None:
        """The one that a thread shows: which has most to answer for."""
        return self.promises[0] if self.promises else None

    def marks(self, status: IdeaStatus) -> tuple[Mark, ...]:
        """Return how the six stations stand of an idea of this status."""
        declined, over = status == IdeaStatus.DECLINED, status == IdeaStatus.MERGED
        return marks(bool(self.themes), self.promise, declined=declined, over=over)


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


def _promises(pairs: Any) -> Select[Any]:
    """Return what was promised, each row with what it answers and that it is a commitment."""
    answers = pairs.subquery("answers")
    return (
        select(answers.c.answered, literal("commitment", String).label("what"), *COMMITMENT_LINK)
        .join(Commitment, Commitment.id == answers.c.commitment_id)
        .where(Commitment.listed)
    )


def _stops() -> Select[Any]:
    """Return the themes of ideas, in the columns of what was promised."""
    told = {
        "id": Theme.id,
        "title": Theme.title,
        "language": Theme.language,
        "direction": Theme.direction,
        "created_at": ThemeIdea.added_at,
    }
    cells = [told.get(column.key, cast(null(), column.type)) for column in COMMITMENT_LINK]
    return (
        select(ThemeIdea.idea_id, literal("theme", String), *cells)
        .join(Theme, Theme.id == ThemeIdea.theme_id)
        .where(ThemeIdea.idea_id.in_(_IDS), GATHERED, Theme.listed)
    )


_BOTH = union_all(_promises(union(_NAMED, _IN_THEMES)), _stops())
_OF_THEMES = _promises(_THEMES)


def led_to(idea_ids: Collection[int]) -> Mapping[int, Led]:
    """Return what each of these ideas has led to: its themes, and what was promised for it by name or through them."""
    themes: defaultdict[int, list[ThemeLink]] = defaultdict(list)
    promises: defaultdict[int, list[CommitmentLink]] = defaultdict(list)
    for idea_id, what, *cells in execute(_BOTH, {"ids": list(idea_ids)}):
        link = CommitmentLink(*cells)
        if what == "commitment":
            promises[idea_id].append(link)
        else:
            assert link.made_at
            themes[idea_id].append(ThemeLink(link.id, link.title, link.language, link.direction, link.made_at))
    found = {
        idea_id: Led(tuple(sorted(themes[idea_id], key=_first)), foremost(promises[idea_id])) for idea_id in idea_ids
    }
    note(found)
    return found


def promised_for(theme_ids: Collection[int]) -> Mapping[int, tuple[CommitmentLink, ...]]:
    """Return what was promised for each of these themes, the foremost first; nothing for many."""
    promises: defaultdict[int, list[CommitmentLink]] = defaultdict(list)
    for theme_id, _what, *cells in execute(_OF_THEMES, {"ids": list(theme_ids)}):
        promises[theme_id].append(CommitmentLink(*cells))
    found = {theme_id: foremost(promises[theme_id]) for theme_id in theme_ids}
    note(found)
    return found


def _first(theme: ThemeLink) -> tuple[datetime, int]:
    return theme.added_at, theme.id
