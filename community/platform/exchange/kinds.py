"""Bringing a table into the site and giving one out: what a feature says of its table, and what then happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from community.platform.exchange.bulk import one_at_a_time, snapshot
from community.platform.exchange.progress import Progress
from community.platform.exchange.staging import Staging
from community.platform.exchange.tables import Column, Problems, Table, writing
from community.platform.text import _

__all__ = ["Exchange", "Outcome", "Rejected", "bring_in", "give_out", "read"]


@dataclass(slots=True)
class Outcome:
    """What an import did, in rows."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


class Rejected(Exception):
    """A row that could not be written after all."""

    def __init__(self, line: int, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.line, self.column, self.sentence = line, column, sentence


@dataclass(frozen=True, slots=True)
class Exchange:
    """A kind of table that the site takes in and gives out."""

    name: str
    columns: Sequence[Column]
    key: Sequence[str]
    check: Callable[[Staging, Problems], None]
    """Looks for what only the database can tell; writes nothing."""
    write: Callable[[Staging, Callable[[int], object]], Outcome]
    """Writes checked rows, tells how many so far, flushes; may raise Rejected."""
    rows: Callable[[], Iterator[Sequence[Any]]]
    """The rows to give out, in an order that never depends on the database's ids."""
    public_rows: Callable[[], Iterator[Sequence[Any]]] | None = None
    """Those of them that everybody may see, in the same order; a table that is not public has none."""


def read(exchange: Exchange, path: Path, problems: Problems) -> Staging:
    """Read and check the whole table in bounded memory, without keeping anybody from writing.

    Raises Unusable when it is no such table at all. Whoever calls closes what is returned.
    """
    with closing(Table(path, exchange.columns)) as table:
        staging = Staging([column.name for column in exchange.columns], exchange.key, table.given)
        try:
            progress = Progress(_("reading %(name)s", name=exchange.name), table.size)
            staging.fill(table.rows(problems), problems, lambda rows: progress(table.position, rows))
            progress.end()
            exchange.check(staging, problems)
        except BaseException:
            staging.close()
            raise
    return staging


def bring_in(exchange: Exchange, staging: Staging) -> Outcome:
    """Write all checked rows in the transaction that the caller commits."""
    one_at_a_time()
    progress = Progress(_("writing %(name)s", name=exchange.name), staging.count)
    outcome = exchange.write(staging, lambda rows: progress(rows, rows))
    progress.end()
    return outcome


def give_out(exchange: Exchange, path: str, public: bool = False) -> int:
    """Write the whole table, or what everybody may see of it, to `path`; return how many rows that are."""
    cells = [column.write for column in exchange.columns]
    rows = exchange.public_rows if public else exchange.rows
    assert rows is not None
    count = 0
    with snapshot(), writing(path, [column.name for column in exchange.columns]) as write:
        for row in rows():
            write([cell(value) for cell, value in zip(cells, row, strict=True)])
            count += 1
    return count
