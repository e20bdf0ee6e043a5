"""How it is told that ideas stand in a theme."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, literal, select

from community.notifications.queries.telling import Teller
from community.platform.database import Instant
from community.themes.models import Theme
from community.themes.queries.rows import address

__all__ = ["TELLER", "named"]


def named(theme_ids: Collection[int], _person_id: int) -> Select[*tuple[Any, ...]]:
    """Select those of these themes that are listed, as news names them; their words are the moderators', not new."""
    unknown = literal(None, Instant)
    return select(
        Theme.id,
        Theme.title,
        Theme.language,
        Theme.direction,
        Theme.published_at.label("said_at"),
        unknown.label("voted_at"),
        Theme.person_id.label("author_id"),
        unknown.label("author_since"),
    ).where(Theme.id.in_(theme_ids), Theme.listed)


TELLER = Teller(address, named)
