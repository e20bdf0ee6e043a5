"""How ideas are found: what everybody may read of them."""

from __future__ import annotations

from sqlalchemy import String, cast, select

from community.ideas.models import Idea
from community.ideas.queries.rows import address
from community.platform.text import lazy
from community.search.sources import Source

__all__ = ["SOURCE"]

SOURCE = Source(
    "idea",
    lazy("Idea"),
    select(
        Idea.id.label("id"),
        Idea.external_id.label("external_id"),
        Idea.title.label("title"),
        Idea.body.label("body"),
        Idea.language.label("language"),
        Idea.direction.label("direction"),
        Idea.place_id.label("place_id"),
        cast(Idea.status, String).label("status"),
        Idea.listed_at.label("at"),
    ).where(Idea.listed),
    address,
)
