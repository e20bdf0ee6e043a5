"""Which SQL statements something causes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from community.platform.reading import watchers

AROUND = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT", "PRAGMA")


@contextmanager
def recorded() -> Iterator[list[str]]:
    """Yield a list that fills with every statement; what only surrounds a transaction is left out."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        if not statement.lstrip().upper().startswith(AROUND):
            found.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    watchers.append(found.append)
    try:
        yield found
    finally:
        watchers.remove(found.append)
        event.remove(Engine, "before_cursor_execute", note)
