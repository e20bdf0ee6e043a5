"""`flask record …`: the record is checked, or written to a file that everybody can check."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from community.platform.exchange.bulk import snapshot
from community.platform.exchange.tables import appearing
from community.platform.text import _, plural
from community.record import verify as verifying
from community.record.keys import is_signed
from community.record.queries import all_heads, lines

__all__ = ["record"]

record = AppGroup("record", help="Look after the public record.")


@record.command()
@click.argument("file", required=False, type=click.Path(allow_dash=True))
@click.option("--head", "heads", multiple=True, help="A head that you kept: NUMBER:HASH. Can be given repeatedly.")
def verify(file: str | None, heads: tuple[str, ...]) -> None:
    """Check the record of this site, or the one in FILE, against heads that you kept; exit 1 and say what is wrong."""
    if file is not None:
        raise SystemExit(verifying.main([file, *(f"--head={head}" for head in heads)]))
    try:
        kept = [verifying.read_head(head) for head in heads]
    except ValueError as error:
        click.echo(error, err=True)
        raise SystemExit(verifying.UNUSABLE) from None
    with snapshot():
        status = verifying.judge(lines(public=False), kept)
        if status == verifying.RIGHT:
            status = _check_signatures()
    raise SystemExit(status)


def _check_signatures() -> int:
    """Say whether the site signed each day as it stands there: a record that was made anew has none of these."""
    count = 0
    for head in all_heads():
        if not is_signed(head.signed, head.signature, head.public_key):
            click.echo(_("WRONG. What was signed of %(day)s is not entry %(head)s.", day=head.day, head=head))
            return verifying.WRONG
        count += 1
    click.echo(plural("The signature of %(num)s day fits.", "The signatures of %(num)s days fit.", count))
    return verifying.RIGHT


@record.command()
@click.argument("file", type=click.Path(allow_dash=True))
def export(file: str) -> None:
    """Write the public record to FILE, as the page /record/export.jsonl gives it; - is the standard output."""
    count = 0
    try:
        with snapshot(), appearing(file) as whole:
            for line in lines(public=True):
                whole.write(line)
                count += 1
    except OSError as error:
        click.echo(_("%(file)s cannot be written: %(why)s.", file=file, why=error.strerror), err=True)
        raise SystemExit(verifying.UNUSABLE) from None
    click.echo(_("%(file)s: %(count)s entries.", file=file, count=count), err=True)
