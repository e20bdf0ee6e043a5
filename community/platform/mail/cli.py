"""`flask mail`: what waits, what failed, and another try."""

from __future__ import annotations

import click
from flask.cli import AppGroup, with_appcontext

from community.extensions import db
from community.platform.database import reading_only
from community.platform.mail.operations import try_again
from community.platform.mail.queries import count_mails, list_failed
from community.platform.text import _, plural

__all__ = ["mail"]


@click.group(cls=AppGroup, invoke_without_command=True, help="See what waits to be sent and what failed.")
@with_appcontext
@click.pass_context
def mail(context: click.Context) -> None:
    """Say how many mails wait, were sent, had nothing left to say, and failed, and why."""
    if context.invoked_subcommand is not None:
        return
    with reading_only():
        counts, failed = count_mails(), list_failed()
        db.session.rollback()
    since = f" ({counts.oldest:%Y-%m-%d %H:%M} UTC)" if counts.oldest else ""
    click.echo(_("Waiting: %(number)s", number=counts.waiting) + since)
    if counts.dropped:
        click.echo(_("Not sent, for there was nothing left to say: %(number)s", number=counts.dropped))
    click.echo(_("Sent: %(number)s", number=counts.sent))
    click.echo(_("Failed: %(number)s", number=counts.failed))
    for row in failed:
        click.echo(f"  {row.id}  {row.failed_at:%Y-%m-%d %H:%M}  {row.kind}  {row.last_error or ''}")


@mail.command()
@click.argument("ids", type=click.IntRange(min=1), nargs=-1)
def retry(ids: tuple[int, ...]) -> None:
    """Send failed mails after all: those with these numbers, or all."""
    number = try_again(ids)
    db.session.commit()
    click.echo(plural("%(num)s mail is tried again.", "%(num)s mails are tried again.", number))
