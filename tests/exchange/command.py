"""`flask import`, `flask export` and `flask ideas audit`, run on a test's own site."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from community.extensions import db

REPORT = "problems.csv"


@dataclass
class Result:
    """How a command ended, and what it said."""

    status: int
    said: str
    complained: str


class Desk:
    """Where tables are brought in and given out."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.app = app
        self.folder = folder

    def flask(self, *words: str) -> Result:
        result = self.app.test_cli_runner().invoke(args=words)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Result(result.exit_code, result.stdout, result.stderr)

    def bring_in(self, name: str, table: str | bytes, *options: str) -> Result:
        """Import the table; what is wrong with it is then in `problems`."""
        path = self.folder / f"{name}.csv"
        path.write_bytes(table.encode() if isinstance(table, str) else table)
        return self.flask("import", name, str(path), "--report", str(self.folder / REPORT), *options)

    def must_bring_in(self, name: str, table: str | bytes) -> str:
        """Import the table and return what was said."""
        result = self.bring_in(name, table)
        assert result.status == 0, result
        return result.said

    @property
    def problems(self) -> list[tuple[int, str]]:
        """The lines and columns that the last import complained of."""
        table = (self.folder / REPORT).read_text(encoding="utf-8")
        return [(int(row["line"]), row["column"]) for row in csv.DictReader(io.StringIO(table))]

    def give_out(self, name: str, *options: str) -> bytes:
        path = self.folder / f"out-{name}.csv"
        result = self.flask("export", name, str(path), *options)
        assert result.status == 0, result
        return path.read_bytes()

    def rows(self, *columns: object) -> Sequence[tuple]:
        """What the database holds, in order."""
        with self.app.app_context():
            found = [tuple(row) for row in db.session.execute(select(*columns).order_by(*columns))]
            db.session.rollback()
        return found

    def audit(self) -> Result:
        return self.flask("ideas", "audit")
