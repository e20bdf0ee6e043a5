"""How issues are found: what everybody may read of them."""

from __future__ import annotations

from sqlalchemy import String, cast, select

from community.issues.models import Issue
from community.issues.queries.rows import address
from community.platform.text import lazy
from community.search.sources import Source

__all__ = ["SOURCE"]

SOURCE = Source(
    "issue",
    lazy("Issue"),
    select(
        Issue.id.label("id"),
        Issue.external_id.label("external_id"),
        Issue.title.label("title"),
        Issue.body.label("body"),
        Issue.language.label("language"),
        Issue.direction.label("direction"),
        Issue.place_id.label("place_id"),
        cast(Issue.status, String).label("status"),
        Issue.listed_at.label("at"),
    ).where(Issue.listed),
    address,
)
