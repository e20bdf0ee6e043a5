"""How promises are found: what everybody may read of them."""

from __future__ import annotations

from sqlalchemy import String, cast, select

from community.platform.text import lazy
from community.search.sources import Source
from community.tracker.models import Commitment
from community.tracker.queries.rows import address

__all__ = ["SOURCE"]

SOURCE = Source(
    "commitment",
    lazy("Promise"),
    select(
        Commitment.id.label("id"),
        Commitment.external_id.label("external_id"),
        Commitment.title.label("title"),
        Commitment.body.label("body"),
        Commitment.language.label("language"),
        Commitment.direction.label("direction"),
        Commitment.place_id.label("place_id"),
        cast(Commitment.status, String).label("status"),
        Commitment.listed_at.label("at"),
    ).where(Commitment.listed),
    address,
)
