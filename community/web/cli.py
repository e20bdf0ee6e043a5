"""`flask serve`: bring the database up to date, then serve."""

from __future__ import annotations

import click
import flask_migrate
from flask import current_app
from flask.cli import with_appcontext

from community.extensions import db
from community.platform.port import Taken, become_server, check_free

__all__ = ["serve"]


@click.command()
@with_appcontext
def serve() -> None:
    """Upgrade the database and serve the site at HOST and PORT with WORKERS processes, until Ctrl-C."""
    try:
        check_free(current_app.config["HOST"], current_app.config["PORT"])
    except Taken as taken:
        click.echo(str(taken), err=True)
        raise SystemExit(1) from None
    flask_migrate.upgrade()
    db.engine.dispose()
    become_server()
