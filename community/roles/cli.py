"""`flask accounts add-admin`: who holds the machine says who administers the site."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from community.accounts.addresses import checked_email
from community.accounts.operations import vouch_for
from community.extensions import db
from community.platform.address import absolute
from community.platform.errors import Unclear
from community.platform.text import _
from community.roles.operations import make_first_admin

__all__ = ["add_admin"]


@click.command("add-admin")
@click.argument("email")
@click.option("--name", help="The name that others see; it can be changed later.")
@with_appcontext
def add_admin(email: str, name: str | None) -> None:
    """Make whoever has this address an admin, and print a link that signs them in once."""
    try:
        address = checked_email(email)
        person_id, key, code = vouch_for(address, name)
        make_first_admin(person_id)
    except Unclear as unclear:
        raise click.ClickException(unclear.sentence or "") from unclear
    db.session.commit()
    click.echo(_("%(email)s is an admin. Open this link within a day and press the button:", email=address))
    click.echo(absolute(f"/code/{key}?code={code}"))
