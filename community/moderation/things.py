"""What can be moderated; the factory says how, for the features whose things these are."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case

from community.moderation.models import Kind
from community.platform.moderated import Moderated

__all__ = ["Joined", "joined", "moderated"]

moderated: dict[Kind, Moderated] = {}
"""By kind, how such things are moderated. A kind that is not here has no pages yet."""


class Joined(NamedTuple):
    """Things of any kind, beside rows that name them by kind and id."""

    external_id: Any
    title: Any
    lead: Any
    language: Any
    direction: Any
    place_id: Any
    author_id: Any
    tables: tuple[tuple[Any, ColumnElement[bool]], ...]

    def to(self, rows: Any) -> Any:
        """Return this SELECT with the tables of all kinds, of which one at most has the thing of a row."""
        for table, named in self.tables:
            rows = rows.outerjoin(table, named)
        return rows


def joined(kind: Any, thing_id: Any) -> Joined:
    """Return what is read of the thing that these two columns name."""
    columns = {each: how.columns for each, how in sorted(moderated.items())}

    def of(name: str) -> Any:
        return case(*((kind == each, getattr(known, name)) for each, known in columns.items()))

    return Joined(
        of("external_id"), of("title"), of("lead"), of("language"), of("direction"), of("place_id"), of("author_id"),
        tuple((known.table, and_(kind == each, known.id == thing_id)) for each, known in columns.items()),
    )  # fmt: skip
