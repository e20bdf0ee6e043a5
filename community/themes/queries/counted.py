"""Of which themes the people behind them may be others than were counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import bindparam, func, or_, select

from community.ideas.models import Idea
from community.platform.clock import now
from community.platform.database import execute
from community.themes.models import GATHERED, Theme, ThemeIdea

__all__ = ["COUNTED", "RECOUNT_AFTER", "list_stale"]

RECOUNT_AFTER = timedelta(days=1)

COUNTED = (
    select(
        Theme.id,
        func.count(Idea.id).label("ideas"),
        func.coalesce(func.sum(Idea.support_count + Idea.oppose_count + Idea.pass_count), 0).label("votes"),
    )
    .outerjoin(ThemeIdea, (ThemeIdea.theme_id == Theme.id) & GATHERED)
    .outerjoin(Idea, (Idea.id == ThemeIdea.idea_id) & Idea.listed)
    .group_by(Theme.id)
)
"""How many listed ideas and votes on them each theme has."""

_EVIDENCE = COUNTED.subquery("evidence")
_STALE = (
    select(Theme.id)
    .join(_EVIDENCE, _EVIDENCE.c.id == Theme.id)
    .where(
        or_(
            Theme.counted_at.is_(None),
            Theme.counted_at < bindparam("before", type_=Theme.counted_at.type),
            Theme.idea_count != _EVIDENCE.c.ideas,
            Theme.vote_count != _EVIDENCE.c.votes,
        )
    )
    .order_by(Theme.id)
    .limit(bindparam("size", type_=Theme.id.type))
)


def list_stale(size: int = 100) -> Sequence[int]:
    """Return some themes on whose ideas other votes are counted than when its people were.

    A vote taken back and another one cast look like none: so each is counted again when a day is over.
    """
    found = execute(_STALE, {"before": now() - RECOUNT_AFTER, "size": size})
    return [theme_id for (theme_id,) in found]
