"""`flask tracker …`: what is looked at and put right by hand or by night."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import click
from flask.cli import AppGroup

from community.extensions import db
from community.platform.exchange.bulk import one_at_a_time, snapshot
from community.platform.text import _
from community.tracker.operations import Difference, wrong_asking, wrong_standing

__all__ = ["checks", "tracker"]

tracker = AppGroup("tracker", help="Look after commitments and what follows from their steps and answers.")

checks: list[Callable[[bool], Iterator[Difference]]] = [wrong_standing, wrong_asking]
"""What the audit compares: each yields what is wrong, and puts it right when told so. Features above add theirs."""


@tracker.command()
@click.option("--repair", is_flag=True, help="Put right what is wrong.")
def audit(repair: bool) -> None:
    """Compare what is stored on commitments with their steps, ideas and answers; exit 1 and name what is wrong."""
    if repair:
        one_at_a_time()
        wrong = sum(_name(check(True)) for check in checks)
        db.session.commit()
    else:
        with snapshot():
            wrong = sum(_name(check(False)) for check in checks)
    if not wrong:
        click.echo(_("Every commitment agrees with its rows."))
    elif repair:
        click.echo(_("%(wrong)s were wrong; all are put right.", wrong=wrong))
    else:
        click.echo(_("%(wrong)s are wrong; flask tracker audit --repair puts them right.", wrong=wrong))
        raise SystemExit(1)


def _name(found: Iterator[Difference]) -> int:
    count = 0
    for external_id, stored, right in found:
        figures = _("stored %(stored)s, should be %(right)s", stored=_figures(stored), right=_figures(right))
        click.echo(f"commitment {external_id}: {figures}")
        count += 1
    return count


def _figures(columns: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in columns.items())
