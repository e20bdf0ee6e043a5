"""`flask erasures …`: a database that was restored from before forgets once more who was erased since."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from community.extensions import db
from community.leaving.exchange import known_erasures, read_erasures, write_erasures
from community.leaving.operations import erase_person, find_erased
from community.platform.errors import Refused, Unclear
from community.platform.exchange.bulk import snapshot
from community.platform.text import _, plural

__all__ = ["erasures"]

erasures = AppGroup("erasures", help="Let a restored database forget who was erased since it was copied.")
AT = click.Path(dir_okay=False, path_type=Path)


@erasures.command()
@click.argument("file", type=AT)
def export(file: Path) -> None:
    """Add every erasure to FILE, which names nobody; keep it apart from the backups, and write it often."""
    with snapshot():
        known = dict(known_erasures())
    try:
        for who, keeps_words in (read_erasures(file) if file.exists() else {}).items():
            known[who] = known.get(who, True) and keeps_words
        write_erasures(file, known)
    except Unclear as unclear:
        raise click.ClickException(unclear.sentence or "") from unclear
    except OSError as error:
        raise click.ClickException(_("%(file)s cannot be written: %(why)s.", file=file, why=error.strerror)) from error
    click.echo(plural("%(num)s erasure is in the file.", "%(num)s erasures are in the file.", len(known)))


@erasures.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def repeat(file: Path) -> None:
    """Erase whoever is in FILE and is here (again); doing it once more changes nothing."""
    try:
        asked = read_erasures(file)
    except Unclear as unclear:
        raise click.ClickException(unclear.sentence or "") from unclear
    with snapshot():
        here = list(find_erased(asked))
    left = 0
    for person_id, keeps_words in here:
        try:
            erase_person(person_id, keep_words=keeps_words)
            db.session.commit()
        except Refused:  # the last admin stays
            db.session.rollback()
            left += 1
    click.echo(plural("%(num)s erasure is in the file.", "%(num)s erasures are in the file.", len(asked)))
    done = len(here) - left
    click.echo(plural("%(num)s person is erased once more.", "%(num)s people are erased once more.", done))
    if left:
        raise click.ClickException(
            _("One person is the last admin here and was left. Make another (flask accounts add-admin), and repeat.")
        )
