"""`flask serve`: bring the database up to date, then serve."""

from __future__ import annotations

import os
import signal
import sys
from typing import NoReturn

import click
import flask_migrate
from flask import current_app
from flask.cli import with_appcontext

from community.extensions import db
from community.platform.port import Taken, check_free

__all__ = ["serve", "upgrade_and_serve"]


@click.command()
@with_appcontext
def serve() -> None:
    """Upgrade the database and serve the site at HOST and PORT with WORKERS processes, until Ctrl-C."""
    try:
        check_free(current_app.config["HOST"], current_app.config["PORT"])
    except Taken as taken:
        click.echo(str(taken), err=True)
        raise SystemExit(1) from None
    upgrade_and_serve()


def upgrade_and_serve() -> NoReturn:
    """Bring the database up to date and become the server, a program that holds no application itself."""
    flask_migrate.upgrade()
    db.engine.dispose()
    sys.stdout.flush()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # Ctrl-C waits until the server can hear it
    os.execv(sys.executable, [sys.executable, "-m", "community.server"])  # noqa: S606
