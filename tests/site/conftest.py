"""The two towns that every page of the site is fetched from, and the scene in which everybody asks for everything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.harness import databases
from tests.site import towns
from tests.site.scene import Scene, set_scene


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


@pytest.fixture(scope="session")
def standing_scene(run: databases.Run, kind: str) -> Iterator[Scene]:
    """The scene, set once, on a database of its own, of a site that asks for a second factor; ask for `scene`."""
    url = run.upgraded(kind)
    with databases.app_on(url, SECOND_FACTOR=True) as app:
        with app.app_context():
            scene = set_scene(app)
        yield scene
    run.drop(url)


@pytest.fixture
def scene(standing_scene: Scene) -> Iterator[Scene]:
    """The scene, with a context for what the test adds to it; everything is rolled back after the test."""
    with databases.rolled_back(standing_scene.app), standing_scene.app.app_context():
        yield replace(standing_scene, names={**standing_scene.names})
