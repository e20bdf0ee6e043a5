"""What comments are said of, read beside them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, case, or_, select

from community.comments.things import KNOWN

__all__ = ["external_id_of", "is_shown", "subject_column"]


def subject_column(comment: Any, name: str) -> Any:
    """Return a column of the thing that each comment is said of: one that the tables of all kinds have."""
    found = ((kind, _under(comment, known.table, getattr(known.table, name))) for kind, known in KNOWN.items())
    return case(*((comment.thing == kind, column.scalar_subquery()) for kind, column in found))


def external_id_of(comment: Any) -> Any:
    """Return a column with the name under which the thing of each comment is known elsewhere."""
    return subject_column(comment, "external_id")


def is_shown(comment: Any) -> Any:
    """Say of each comment whether everybody is shown it, and what it is said of."""
    tables = ((kind, known.table) for kind, known in KNOWN.items())
    return and_(
        comment.listed,
        or_(
            *(
                and_(comment.thing == kind, _under(comment, table, table.id).where(table.listed).exists())
                for kind, table in tables
            )
        ),
    )


def _under(comment: Any, table: Any, column: Any) -> Any:
    return select(column).where(table.id == comment.thing_id).correlate(comment)
