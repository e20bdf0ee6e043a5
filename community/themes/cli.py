"""`flask themes …`: what is looked at and put right by hand or by night."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from community.extensions import db
from community.platform.exchange.bulk import one_at_a_time, snapshot
from community.platform.text import _
from community.themes.operations.count import wrong_counts

__all__ = ["themes"]

themes = AppGroup("themes", help="Look after themes and the counts of the people behind them.")


@themes.command()
@click.option("--repair", is_flag=True, help="Put right what is wrong.")
def audit(repair: bool) -> None:
    """Compare every stored count of people with the votes it stands for; exit 1 and name what is wrong."""
    if repair:
        one_at_a_time()
        wrong = list(wrong_counts(repair=True))
        db.session.commit()
    else:
        with snapshot():
            wrong = list(wrong_counts())
    for external_id, stored, right in wrong:
        figures = _("stored %(stored)s, should be %(right)s", stored=stored, right=right)
        click.echo(f"theme {external_id}: {figures}")
    if not wrong:
        click.echo(_("Every count agrees with its rows."))
    elif repair:
        click.echo(_("%(wrong)s were wrong; all are put right.", wrong=len(wrong)))
    else:
        click.echo(_("%(wrong)s are wrong; flask themes audit --repair puts them right.", wrong=len(wrong)))
        raise SystemExit(1)
