"""The tags of a thing as one column of a statement that reads the thing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import String, cast, select

from community.platform.database import listed
from community.tags.models import TAGGED, Tag, Tagged, Tagging
from community.tags.queries.rows import TagLink

__all__ = ["tags_column", "tags_in"]

_PART = "\x1f"
"""Stands between what is said of a tag. Commas part the tags; neither stands in a name or a slug."""


def tags_column(thing: Tagged, thing_id: Any) -> Any:
    """Return a column with the tags of the thing that `thing_id`, a column of it, names; `tags_in` reads it."""
    said = cast(Tagging.id, String) + _PART + cast(Tag.id, String) + _PART + Tag.slug + _PART + Tag.name
    return (
        select(listed(said))
        .join_from(Tagging, Tag, Tag.id == Tagging.tag_id)
        .where(Tagging.thing == thing, Tagging.thing_id == thing_id, TAGGED)
        .correlate(thing_id.table)
        .scalar_subquery()
    )


def tags_in(cell: str | None) -> Sequence[TagLink]:
    """Return the tags that this column names, the first one first."""
    rows = (row.split(_PART) for row in (cell or "").split(",") if row)
    ordered = sorted((int(tagging), int(number), slug, name) for tagging, number, slug, name in rows)
    return tuple(TagLink(number, slug, name) for _tagging, number, slug, name in ordered)
