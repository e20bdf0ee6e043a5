"""Growth on a real PostgreSQL, started for the run from a wheel."""

from __future__ import annotations

import os
import sys

from sqlalchemy import create_engine, text

from bench.chapters import SMALL
from bench.chapters import growth as compare
from bench.ground import Ground, make
from bench.report import Report
from bench.town import Town
from tests.harness import postgres

__all__ = ["growth"]


def growth(report: Report, ground: Ground, large: Town) -> None:
    """Compare a small and a large town on PostgreSQL; say why not when it cannot run here."""
    folder = ground.folder / "postgresql"
    ground.folder.chmod(0o755)  # PostgreSQL runs as nobody when we are root
    try:
        postgres.start(folder, os.getpid())
    except postgres.Unavailable as missing:
        print(f"skipped: {missing}", file=sys.stderr)
        return
    try:
        urls = {}
        for town in (SMALL, large):
            name = f"town_{town.ideas}"
            engine = create_engine(postgres.url(folder, "postgres"), isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.execute(text(f"CREATE DATABASE {name}"))
            engine.dispose()
            urls[town] = postgres.url(folder, name)
            make(town, urls[town])
        compare(report, ground, large, urls)
    finally:
        postgres.stop(folder)
