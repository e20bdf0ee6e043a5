"""Where the checked rows of one table wait until they are written: on disk, in bounded memory, gone with the process.

Reading and checking a file takes as long as it takes; only when every row is good does the site's own
database see them, in one short transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any

from community.platform.exchange.tables import Problems
from community.platform.text import _

__all__ = ["BATCH", "Staging"]

BATCH = 1000
MOST_CHARACTERS = 500_000
"""A batch has at most this many characters, or a single row."""


class Staging:
    """The rows of one table; no two have the same `key`."""

    def __init__(self, columns: Sequence[str], key: Sequence[str], given: frozenset[str]) -> None:
        self.given = given
        self.count = 0
        self._key = tuple(key)
        self._db = sqlite3.connect("", isolation_level=None)  # a nameless file that the system removes
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-8000"):
            self._db.execute(f"PRAGMA {pragma}").close()
        names = "".join(f', "{column}"' for column in columns)
        self._db.execute(f"CREATE TABLE row (line INTEGER PRIMARY KEY{names}, UNIQUE ({', '.join(key)}))")
        self._insert = f"INSERT OR IGNORE INTO row VALUES (?{', ?' * len(columns)})"  # noqa: S608
        self._key_at = [columns.index(name) + 1 for name in key]

    def close(self) -> None:
        """Forget the rows."""
        self._db.close()

    def fill(self, rows: Iterable[tuple[Any, ...]], problems: Problems, step: Callable[[int], object]) -> None:
        """Keep `rows`, each with its line first; tell `step` how many there are so far."""
        rows = iter(rows)
        read = 0
        self._db.execute("BEGIN")
        while batch := list(islice(rows, BATCH)):
            kept = self._db.executemany(self._insert, batch).rowcount
            if kept < len(batch):
                self._find_doubles(batch, problems)
            self.count += kept
            read += len(batch)
            step(read)
        self._db.execute("COMMIT")

    def _find_doubles(self, batch: Sequence[tuple[Any, ...]], problems: Problems) -> None:
        first = f"SELECT line FROM row WHERE {' AND '.join(f'{name} = ?' for name in self._key)}"  # noqa: S608
        for row in batch:
            (line,) = self._db.execute(first, [row[at] for at in self._key_at]).fetchone()
            if line != row[0]:
                problems.add(row[0], ", ".join(self._key), _("The same as on line %(line)s.", line=line))

    def resolve(self, column: str, find: Callable[[Sequence[str]], Mapping[str, int]]) -> None:
        """Ask `find` for the ids of all texts in `column`, some at a time, and remember them."""
        self._db.execute(f"CREATE TABLE ids_{column} (text PRIMARY KEY, id INTEGER) WITHOUT ROWID")
        texts = self._db.execute(f'SELECT DISTINCT "{column}" FROM row WHERE "{column}" IS NOT NULL')  # noqa: S608
        while chunk := [text for (text,) in texts.fetchmany(BATCH)]:
            self._db.executemany(f"INSERT INTO ids_{column} VALUES (?, ?)", find(chunk).items())  # noqa: S608

    def refuse_unresolved(self, column: str, problems: Problems, sentence: Callable[[str], str]) -> None:
        """Note a problem for each row whose text in `column` has no id."""
        rows = self._db.execute(
            f'SELECT line, "{column}" FROM row WHERE "{column}" IS NOT NULL'  # noqa: S608
            f' AND "{column}" NOT IN (SELECT text FROM ids_{column}) ORDER BY line'
        )
        for line, text in rows:
            problems.add(line, column, partial(sentence, text))

    def resolve_each(
        self,
        column: str,
        find: Callable[[Sequence[str]], Mapping[str, int]],
        problems: Problems,
        sentence: Callable[[str], str],
    ) -> None:
        """Ask `find` for the ids of all names that cells of `column` list, and note a problem for each without one."""
        self._db.execute(f"CREATE TABLE ids_{column} (text PRIMARY KEY, id INTEGER) WITHOUT ROWID")
        rows = self._db.execute(f"SELECT line, {column} FROM row WHERE {column} <> '' ORDER BY line")  # noqa: S608
        while chunk := rows.fetchmany(BATCH):
            listed = list(dict.fromkeys(name for _line, cell in chunk for name in cell.split(";")))
            found: dict[str, int] = {}
            for start in range(0, len(listed), BATCH):
                found |= find(listed[start : start + BATCH])
            self._db.executemany(f"INSERT OR IGNORE INTO ids_{column} VALUES (?, ?)", found.items())  # noqa: S608
            for line, cell in chunk:
                for name in cell.split(";"):
                    if name not in found:
                        problems.add(line, column, partial(sentence, name))

    def each(self, column: str, cell: str | None) -> list[int]:
        """Return the ids of the names that a cell of `column` lists."""
        one = f"SELECT id FROM ids_{column} WHERE text = ?"  # noqa: S608
        return [self._db.execute(one, [name]).fetchone()[0] for name in (cell or "").split(";") if name]

    def ids(self, column: str) -> Iterator[list[int]]:
        """Yield the ids that `column` resolved to, ascending, some at a time."""
        found = self._db.execute(f"SELECT DISTINCT id FROM ids_{column} ORDER BY id")  # noqa: S608
        while chunk := [number for (number,) in found.fetchmany(BATCH)]:
            yield chunk

    def rows_of(self, column: str, texts: Sequence[str], *others: str) -> Mapping[str, tuple[Any, ...]]:
        """Return these cells of the rows that have one of `texts` in `column`, by that text."""
        picked = ", ".join(f'"{other}"' for other in others)
        one = f'SELECT {picked} FROM row WHERE "{column}" = ?'  # noqa: S608
        found = ((text, self._db.execute(one, [text]).fetchone()) for text in texts)
        return {text: row for text, row in found if row is not None}

    def batches(
        self, *columns: str, resolved: Sequence[str] = (), by_id: bool = False, first_without: str = ""
    ) -> Iterator[list[Any]]:
        """Yield the rows some at a time: `columns`, then the ids of `resolved`.

        They come in the order of the file, or `by_id` in that of the ids, as a database likes to be filled. Those
        where the column `first_without` is empty come before all others.
        """
        ids = [f"ids_{column}.id" for column in resolved]
        picked = ", ".join([*(f'row."{column}"' for column in columns), *ids])
        joined = "".join(f' LEFT JOIN ids_{column} ON ids_{column}.text = row."{column}"' for column in resolved)
        order = ", ".join(ids) if by_id else "row.line"
        if first_without:
            order = f'row."{first_without}" IS NOT NULL, {order}'
        rows = self._db.execute(f"SELECT {picked} FROM row{joined} ORDER BY {order}")  # noqa: S608
        batch, characters = [], 0
        for row in rows:
            batch.append(row)
            characters += sum(len(value) for value in row if type(value) is str)
            if len(batch) == BATCH or characters > MOST_CHARACTERS:
                yield batch
                batch, characters = [], 0
        if batch:
            yield batch
