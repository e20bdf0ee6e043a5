"""A statement as the database's driver takes it: written out by SQLAlchemy once, then run without it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import repeat
from typing import Any

from sqlalchemy import Dialect

__all__ = ["Driven"]


class Driven:
    """The text of a statement, and what is done to each value before the driver gets it."""

    def __init__(self, statement: Any, dialect: Dialect, columns: Sequence[str] | None = None) -> None:
        """`columns` are those of a plain INSERT; the parameters of other statements have names of their own."""
        compiled = statement.compile(dialect=dialect, column_keys=columns)
        types = {name: parameter.type for parameter, name in compiled.bind_names.items()}
        names = compiled.positiontup or list(types)
        self.sql = str(compiled)
        self.fixed: Mapping[str, Any] = dict(compiled.params)
        """The values that the statement itself gives."""
        self.positional = compiled.positiontup is not None
        self.into: list[tuple[str, Callable[[Any], Any]]] = [
            (name, types[name].dialect_impl(dialect).bind_processor(dialect) or _as_it_is) for name in names
        ]

    def bound(self, values: Mapping[str, Any]) -> Any:
        """Return what the driver takes for these values."""
        given = {**self.fixed, **values}
        if self.positional:
            return tuple([process(given[name]) for name, process in self.into])
        return {name: process(given[name]) for name, process in self.into}

    def rows(self, by_column: Mapping[str, Sequence[Any]], count: int) -> list[tuple[Any, ...]]:
        """Return what the driver takes for `count` rows, each column given whole."""
        values = [
            map(process, by_column[name]) if name in by_column else repeat(process(self.fixed[name]), count)
            for name, process in self.into
        ]
        return list(zip(*values, strict=True))


def _as_it_is(value: Any) -> Any:
    return value
