"""`flask ideas …`: what is looked at and put right by hand or by night."""

from __future__ import annotations

from collections.abc import Iterator

import click
from flask.cli import AppGroup

from community.extensions import db
from community.ideas.operations.recount import Difference, wrong_counts, wrong_place_counts
from community.platform.exchange.bulk import one_at_a_time, snapshot
from community.platform.text import _

__all__ = ["ideas"]

ideas = AppGroup("ideas", help="Look after ideas and the counts of their votes.")


@ideas.command()
@click.option("--repair", is_flag=True, help="Put right what is wrong.")
def audit(repair: bool) -> None:
    """Compare every stored count and score with the rows it stands for; exit 1 and name what is wrong."""
    if repair:
        one_at_a_time()
        wrong = _name("idea", wrong_counts(repair=True)) + _name("place", wrong_place_counts(repair=True))
        db.session.commit()
    else:
        with snapshot():
            wrong = _name("idea", wrong_counts()) + _name("place", wrong_place_counts())
    if not wrong:
        click.echo(_("Every count agrees with its rows."))
    elif repair:
        click.echo(_("%(wrong)s were wrong; all are put right.", wrong=wrong))
    else:
        click.echo(_("%(wrong)s are wrong; flask ideas audit --repair puts them right.", wrong=wrong))
        raise SystemExit(1)


def _name(kind: str, found: Iterator[Difference]) -> int:
    count = 0
    for external_id, stored, right in found:
        figures = _("stored %(stored)s, should be %(right)s", stored=_figures(stored), right=_figures(right))
        click.echo(f"{kind} {external_id}: {figures}")
        count += 1
    return count


def _figures(counts: object) -> str:
    return ", ".join(f"{name} {value}" for name, value in dict(counts).items()) or "0"  # type: ignore[call-overload]
