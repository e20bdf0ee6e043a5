"""How themes are found: what everybody may read of them."""

from __future__ import annotations

from sqlalchemy import String, literal, select

from community.platform.text import lazy
from community.search.sources import Source
from community.themes.models import Theme
from community.themes.queries.rows import address

__all__ = ["SOURCE"]

SOURCE = Source(
    "theme",
    lazy("Theme"),
    select(
        Theme.id.label("id"),
        Theme.external_id.label("external_id"),
        Theme.title.label("title"),
        Theme.body.label("body"),
        Theme.language.label("language"),
        Theme.direction.label("direction"),
        Theme.place_id.label("place_id"),
        literal(None, String).label("status"),
        Theme.listed_at.label("at"),
    ).where(Theme.listed),
    address,
)
