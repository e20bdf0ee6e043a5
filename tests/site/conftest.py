"""The two towns that every page of the site is fetched from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.harness import databases
from tests.site import towns


def _towns(run: databases.Run, kind: str, size: int) -> Iterator[towns.Town]:
    url = towns.town(run, kind, size)
    with databases.app_on(url, SITE_NAME=towns.SITE_NAME) as app:
        yield towns.look_up(app)
    run.drop(url)


@pytest.fixture(scope="session")
def small_town(run: databases.Run, kind: str) -> Iterator[towns.Town]:
    """Ten things behind every page."""
    yield from _towns(run, kind, towns.FEW)


@pytest.fixture(scope="session")
def large_town(run: databases.Run, kind: str) -> Iterator[towns.Town]:
    """A thousand things behind every page."""
    yield from _towns(run, kind, towns.MANY)
