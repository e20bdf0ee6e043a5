"""`flask work`: the worker as a process of its own."""

from __future__ import annotations

import signal
from types import FrameType

import click
from flask import current_app
from flask.cli import with_appcontext

from community.platform.worker.jobs import Worker

__all__ = ["work"]


@click.command()
@click.option("--once", is_flag=True, help="Do every job once, and end; exit 1 when one failed.")
@with_appcontext
def work(once: bool) -> None:
    """Send mail and do whatever else is due, until Ctrl-C; for sites with WORKER=none."""
    worker = Worker(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
    if once:
        failed = {name: why for name, why in worker.run_once().items() if why}
        for name, why in failed.items():
            click.echo(f"{name}: {why}", err=True)
        raise SystemExit(1 if failed else 0)
    signal.signal(signal.SIGTERM, _stop)
    try:
        worker.run()
    except KeyboardInterrupt:  # a mail that is just being sent is taken up by whoever works next
        click.echo("Stopped.")


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
