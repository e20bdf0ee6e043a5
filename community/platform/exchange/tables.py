"""Tables as files: CSV, plain or gzip, in UTF-8. Read row by row in bounded memory; written all or nothing."""

from __future__ import annotations

import csv
import gzip
import io
import os
import secrets
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from community.platform.errors import Unclear
from community.platform.exchange.cells import Read, safe, shown
from community.platform.text import _

__all__ = ["Column", "Problems", "Table", "Unusable", "appearing", "writing"]

MOST_BYTES = 1_000_000
"""No row has more bytes; without this, one unclosed quotation mark would take the rest of the file into memory."""

MOST_KEPT = 10_000
"""So many problems are written down; all are counted."""

csv.field_size_limit(MOST_BYTES)


class Unusable(Exception):
    """The file as a whole cannot be read; the message says why."""


class _TooLong(Exception):
    """A row goes on and on."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column, and how its cells are read and written."""

    name: str
    read: Read
    write: Callable[[Any], str]
    needed: bool = False


@dataclass
class Problems:
    """What is wrong with a table, by line and column."""

    count: int = 0
    kept: list[tuple[int, str, str]] = field(default_factory=list)

    def add(self, line: int, column: str, sentence: str | Callable[[], str]) -> None:
        """Note that the row which begins on `line` has a problem; a sentence that takes time is only made if kept."""
        self.count += 1
        if self.count <= MOST_KEPT:
            self.kept.append((line, column, sentence() if callable(sentence) else sentence))

    def write(self, path: Path) -> None:
        """Write them as a table, in the order of the lines."""
        with writing(str(path), ("line", "column", "problem")) as write:
            for line, column, sentence in sorted(self.kept):
                write((str(line), column, safe(sentence)))
            if self.count > len(self.kept):
                write(("", "", _("… and %(count)s more.", count=self.count - len(self.kept))))


class Table:
    """A table in a file, to be read once."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        """Open the file and read its header; raise Unusable when either makes no sense."""
        self.columns = columns
        self.line = 0
        self._row_bytes = 0
        self._undecoded = False
        try:
            self._file = path.open("rb")
            self.size = path.stat().st_size
        except OSError as error:
            raise Unusable(_("%(path)s cannot be opened: %(why)s.", path=path, why=error.strerror)) from error
        try:
            self._begin()
        except BaseException:
            self._file.close()
            raise

    def _begin(self) -> None:
        with _readable():
            start = self._file.peek(4)[:4]
            if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise Unusable(_("The file is UTF-16. Save it as UTF-8."))
            packed = start[:2] == b"\x1f\x8b"
            self._bytes = io.BufferedReader(gzip.GzipFile(fileobj=self._file)) if packed else self._file
            self._reader = csv.reader(self._lines(), strict=True)
            try:
                header = next((cells for cells in self._reader if cells), [])
            except (csv.Error, _TooLong):
                header = []
        if not header or self._undecoded:
            raise Unusable(_("The file does not begin with a line of column names, separated by commas, in UTF-8."))
        self._row_bytes = 0
        self._order_columns([cell.strip() for cell in header])

    def _order_columns(self, header: Sequence[str]) -> None:
        known = {column.name: column for column in self.columns}
        unknown = [cell for cell in header if cell not in known]
        doubled = sorted({cell for cell in header if header.count(cell) > 1}) if len(header) < 1000 else []
        missing = [column.name for column in self.columns if column.needed and column.name not in header]
        if unknown:
            sentence = _(
                "There is no column %(name)s; there are %(known)s.", name=shown(unknown[0]), known=", ".join(known)
            )
            if ";" in unknown[0] or "\t" in unknown[0]:
                sentence += " " + _("Separate the columns with commas.")
            raise Unusable(sentence)
        if doubled:
            raise Unusable(_("The column %(name)s stands there more than once.", name=shown(doubled[0])))
        if missing:
            raise Unusable(_("The column %(name)s is missing.", name=shown(missing[0])))
        self.width = len(header)
        self.given = frozenset(header)
        self._plan = [
            (column.name, column.read, header.index(column.name) if column.name in header else None)
            for column in self.columns
        ]

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    @property
    def position(self) -> int:
        """How many bytes of the file have been read."""
        return self._file.tell() if self.size else 0

    def rows(self, problems: Problems) -> Iterator[tuple[Any, ...]]:
        """Yield the line on which each good row begins, and its values in the order of the columns.

        A column that the file does not have gives None. What is wrong goes to `problems`.
        """
        for line, cells in self._raw_rows(problems):
            values: list[Any] = [line]
            bad = problems.count
            for name, read, index in self._plan:
                try:
                    values.append(None if index is None else read(cells[index]))
                except Unclear as error:
                    problems.add(line, name, str(error))
            if problems.count == bad:
                yield tuple(values)

    def _raw_rows(self, problems: Problems) -> Iterator[tuple[int, list[str]]]:
        with _readable():
            while True:
                line = self.line + 1
                self._row_bytes, self._undecoded = 0, False
                try:
                    cells = next(self._reader, None)
                except csv.Error as error:
                    problems.add(line, "", partial(_not_csv, str(error)))
                    continue
                except _TooLong:
                    problems.add(line, "", self._endless)
                    return
                if cells is None:
                    return
                if self._undecoded:
                    problems.add(line, "", lambda: str(_("This row is not UTF-8.")))
                elif len(cells) == self.width:
                    yield line, cells
                elif cells:
                    problems.add(line, "", partial(self._ragged, len(cells)))

    def _ragged(self, cells: int) -> str:
        return str(_("This row has %(cells)s cells; there are %(width)s columns.", cells=cells, width=self.width))

    def _endless(self) -> str:
        sentence = _("This row has more than %(most)s bytes.", most=MOST_BYTES)
        return f"{sentence} {_('Perhaps a quotation mark is not closed. Nothing after it was read.')}"

    def _lines(self) -> Iterator[str]:
        readline = self._bytes.readline
        while raw := readline(MOST_BYTES + 1):
            self.line += 1
            self._row_bytes += len(raw)
            if self._row_bytes > MOST_BYTES:
                raise _TooLong
            try:
                text = raw.decode("utf-8")
            except UnicodeDecodeError:
                self._undecoded = True
                text = raw.decode("utf-8", "replace")
            yield text.removeprefix("\ufeff") if self.line == 1 else text


@contextmanager
def writing(path: str, header: Sequence[str]) -> Iterator[Callable[[Sequence[str]], object]]:
    """Give a function that writes a row; `path` appears when all is written, packed if it ends in .gz.

    The same rows make the same bytes. The path - is the standard output.
    """
    with appearing(path) as file:
        target: Any = gzip.GzipFile("", "wb", 6, file, mtime=0) if path.endswith(".gz") else file
        text = io.TextIOWrapper(target, encoding="utf-8", newline="")
        try:
            yield _writer(text, header)
            text.flush()
        finally:
            text.detach()
        if target is not file:
            target.close()


@contextmanager
def appearing(path: str) -> Iterator[Any]:
    """Give a file of bytes that appears at `path` when all is written; the path - is the standard output."""
    if path == "-":
        yield sys.stdout.buffer
        return
    whole = Path(path)
    part = whole.with_name(f".{whole.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(whole)
    finally:
        part.unlink(missing_ok=True)


def _writer(text: io.TextIOWrapper, header: Sequence[str]) -> Callable[[Sequence[str]], object]:
    write = csv.writer(text, lineterminator="\r\n").writerow
    write(header)
    return write


@contextmanager
def _readable() -> Iterator[None]:
    """Say in words that a file is damaged or out of reach."""
    try:
        yield
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Unusable(_("The gzip file is damaged or cut off.")) from error
    except OSError as error:
        raise Unusable(_("The file cannot be read: %(why)s.", why=error.strerror or error)) from error


def _not_csv(why: str) -> str:
    if "unexpected end of data" in why:
        why = _("a quotation mark is opened and never closed")
    elif "expected after" in why:
        why = _("text follows a closing quotation mark; inside a cell, write the mark twice")
    elif "new-line character" in why:
        why = _("a line ends with a carriage return only")
    return str(_("This row is not CSV: %(why)s.", why=why))
