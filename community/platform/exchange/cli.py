"""`flask import …` and `flask export …`: the same two commands for every kind of table."""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError

from community.extensions import db
from community.platform.exchange.kinds import Exchange, Outcome, Rejected, bring_in, give_out, read
from community.platform.exchange.staging import Staging
from community.platform.exchange.tables import Problems, Unusable
from community.platform.text import _, plural

__all__ = ["offer"]

REPORT = "import-problems.csv"
NOTHING_WRITTEN, UNUSABLE = 1, 2


def offer(app: Flask, *exchanges: Exchange) -> None:
    """Let `app` import and export these kinds of table."""
    taking = AppGroup("import", help="Bring a table into the site: all of it, or nothing.")
    giving = AppGroup("export", help="Write a table with everything the site has of a kind.")
    for exchange in exchanges:
        taking.add_command(_import(exchange))
        giving.add_command(_export(exchange))
    app.cli.add_command(taking)
    app.cli.add_command(giving)


def _import(exchange: Exchange) -> click.Command:
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--dry-run", is_flag=True, help="Check everything, write nothing.")
    @click.option("--report", type=click.Path(path_type=Path), help=f"Where problems are listed [DATA/{REPORT}].")
    def command(file: Path, dry_run: bool, report: Path | None) -> None:
        usual = Path(current_app.config["DATA"]) / REPORT
        usual.unlink(missing_ok=True)  # what lies there is about another import
        problems = Problems()
        try:
            with closing(read(exchange, file, problems)) as staging:
                if not problems.count:
                    _write(exchange, staging, dry_run)
        except Unusable as error:
            _stop(UNUSABLE, _("%(file)s: %(why)s Nothing was written.", file=file, why=error))
        except Rejected as error:
            problems.add(error.line, error.column, error.sentence)
        except sqlite3.Error as error:
            _stop(NOTHING_WRITTEN, _("There is no room for temporary files: %(why)s. Nothing was written.", why=error))
        except DBAPIError as error:
            _stop(NOTHING_WRITTEN, _("The database says: %(why)s. Nothing was written.", why=str(error.orig).strip()))
        if problems.count:
            _stop(NOTHING_WRITTEN, _complain(file, problems, report or usual))

    command.__doc__ = f"Bring in {exchange.name} from FILE, CSV or gzip: {', '.join(c.name for c in exchange.columns)}."
    return _with_app(exchange.name, command)


def _write(exchange: Exchange, staging: Staging, dry_run: bool) -> None:
    try:
        outcome = bring_in(exchange, staging)
        if not dry_run:
            db.session.commit()
    finally:
        db.session.rollback()
    click.echo(_summary(exchange, outcome, dry_run))


def _export(exchange: Exchange) -> click.Command:
    @click.argument("file", type=click.Path(allow_dash=True))
    def command(file: str, public: bool = False) -> None:
        try:
            count = give_out(exchange, file, public)
        except BrokenPipeError:
            # Whoever read has seen enough; what Python still wants to write when it ends goes nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(NOTHING_WRITTEN) from None
        except OSError as error:
            _stop(UNUSABLE, _("%(file)s cannot be written: %(why)s.", file=file, why=error.strerror))
        click.echo(_("%(file)s: %(count)s rows of %(name)s.", file=file, count=count, name=exchange.name), err=True)

    if exchange.public_rows:
        command = click.option("--public", is_flag=True, help="Only what everybody may see on the site.")(command)
    command.__doc__ = f"Write all {exchange.name} to FILE; .gz packs it, - is the standard output."
    return _with_app(exchange.name, command)


def _with_app(name: str, command: object) -> click.Command:
    group = AppGroup()
    made: click.Command = group.command(name)(command)  # type: ignore[arg-type]
    return made


def _summary(exchange: Exchange, outcome: Outcome, dry_run: bool) -> str:
    figures = _(
        "%(name)s: %(new)s new, %(changed)s changed, %(unchanged)s as they were.",
        name=exchange.name,
        new=f"{outcome.new:,}",
        changed=f"{outcome.changed:,}",
        unchanged=f"{outcome.unchanged:,}",
    )
    return f"{figures} {_('It was a trial: nothing was written.')}" if dry_run else str(figures)


def _complain(file: Path, problems: Problems, report: Path) -> str:
    """List the problems in the report; return the first of them and where the others are."""
    line, column, sentence = min(problems.kept)
    many = plural("%(num)s problem", "%(num)s problems", problems.count)
    said = [
        _("%(file)s has %(many)s; nothing was written.", file=file, many=many),
        _("Line %(line)s, %(column)s: %(sentence)s", line=line, column=column or _("row"), sentence=sentence),
    ]
    try:
        problems.write(report)
        said.append(_("All of them: %(report)s", report=report))
    except OSError as error:
        said.append(_("%(file)s cannot be written: %(why)s.", file=report, why=error.strerror))
    return "\n".join(said)


def _stop(status: int, sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    raise SystemExit(status)
