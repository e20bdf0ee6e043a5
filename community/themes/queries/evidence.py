"""The ideas in a theme, in pages."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import bindparam, null, select
from sqlalchemy.orm import aliased

from community.ideas import queries as ideas
from community.ideas.models import Idea
from community.ideas.queries import IdeaRow
from community.ideas.queries.rows import IDEA_ROW
from community.ideas.queries.standing import MY_VOTE
from community.places.models import Place
from community.platform.database import unindexed
from community.platform.paging import Key, Page, page_ids, page_of
from community.platform.reading import Reading
from community.themes.models import GATHERED, ThemeIdea
from community.themes.rules import MOST_IN_THEME

__all__ = ["Evidence", "list_evidence", "parse_evidence_key"]


class Evidence(StrEnum):
    """How the ideas in a theme can be sorted."""

    SUPPORTED = "supported"
    SHARE = "share"
    CONTESTED = "contested"
    NEWEST = "newest"


_SORTED_BY = {
    Evidence.SUPPORTED: "support_count",
    Evidence.SHARE: "share_low",
    Evidence.CONTESTED: "contested",
    Evidence.NEWEST: "listed_at",
}


IDEAS_OF_THEME = select(ThemeIdea.idea_id).where(ThemeIdea.theme_id == bindparam("within"), GATHERED)
"""The ids of the ideas that stand in the theme `within`, for a statement that keeps to them."""


def list_evidence(
    theme_id: int, order: Evidence, *, key: Key | None = None, viewer_id: int | None = None, size: int = 20
) -> Page[IdeaRow]:
    """Return one page of the listed ideas that stand in the theme."""
    shape = _statement(order, keyed=key is not None, back=key is not None and key.back, signed_in=viewer_id is not None)
    found = shape.all(
        theme_id=theme_id,
        size=size + 1,
        key=key.value if key else None,
        key_id=key.id if key else None,
        viewer_id=viewer_id,
    )
    return page_of(found, size, key, lambda row: (row.value, row.id))


def parse_evidence_key(order: Evidence) -> Callable[[str], Any]:
    """Return what turns the text of a page key's value into what `order` compares."""
    return ideas.parse_key(ideas.Order(order))


@cache
def _statement(order: Evidence, *, keyed: bool, back: bool, signed_in: bool) -> Reading[IdeaRow]:
    """Gather the ideas of the theme by its own index, and sort them: they are never more than a theme holds."""
    gathered = (
        select(Idea)
        .join(ThemeIdea, ThemeIdea.idea_id == Idea.id)
        .where(ThemeIdea.theme_id == bindparam("theme_id"), GATHERED, unindexed(Idea.listed))
        .limit(MOST_IN_THEME)  # keeps the two steps apart
    )
    few: Any = aliased(Idea, gathered.subquery("few"))
    value = getattr(few, _SORTED_BY[order])
    page = page_ids(select(few), value, few.id, descending=True, keyed=keyed, back=back).subquery("page")
    columns = [*IDEA_ROW, MY_VOTE if signed_in else null().label("choice"), page.c.value]
    cards = select(*columns).join_from(page, Idea, Idea.id == page.c.id).join(Place, Place.id == Idea.place_id)
    by = (page.c.value, page.c.id) if back else (page.c.value.desc(), page.c.id.desc())
    return Reading(IdeaRow, cards.order_by(*by))
