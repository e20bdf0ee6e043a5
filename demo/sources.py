"""The two source data sets, row by row as they came."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path

__all__ = ["SOURCES", "source"]

SOURCES = Path(__file__).parent / "data"


def source(path: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a packed table of the sources."""
    with gzip.open(SOURCES / path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
