"""`flask search`."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from community.search.operations import rebuild as make_anew
from community.search.port import Busy

__all__ = ["search"]

search = AppGroup("search", help="The index of words by which things are found.")


@search.command()
def rebuild() -> None:
    """Make the index anew while the site goes on."""
    try:
        done = make_anew(current_app.config["DATA"] / "search", lambda n, of: click.echo(f"{n:,} of {of:,}"))
    except Busy:
        raise click.ClickException("Another process is making the index anew.") from None
    click.echo(f"The index knows {done:,} texts.")
