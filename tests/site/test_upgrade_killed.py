"""An upgrade that is killed, at whichever statement, leaves the database as it was or as it should be."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import create_engine, inspect

from community.extensions import Base
from tests.harness import databases
from tests.harness.upgrades import KILLED, Upgrader
from tests.site.test_schema import differences

pytestmark = pytest.mark.slow


@pytest.fixture
def upgraders():
    pair = (Upgrader(), Upgrader())
    yield pair
    for upgrader in pair:
        upgrader.close()


@pytest.fixture
def url(run, kind):
    made = run.empty(kind)
    yield made
    run.drop(made)


def tables(url: str) -> set[str]:
    engine = create_engine(url)
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def wanted() -> set[str]:
    return {*Base.metadata.tables, "alembic_version"}


STRIDE = 16
"""A start begins at the first statement, so killing at each costs by the square of how many there are; all of them are
of one transaction, so that one is as good as another."""


def test_killed_at_any_statement_the_next_start_goes_on(url, kind, upgraders):
    """Each start comes some statements further than the one before it and is killed there; the last one is not."""
    upgrader = upgraders[0]
    killed_at = 1 if kind == "sqlite" else 1 + STRIDE // 2  # other ones on each database
    while True:
        upgrader.begin(url, kill=killed_at)
        status, _ended = upgrader.end()
        if status == 0:
            break
        assert status == KILLED
        assert tables(url) == set(), f"killed at statement {killed_at}, it left something behind"
        killed_at += STRIDE
    assert killed_at > 2 * len(Base.metadata.tables)
    with databases.app_on(url) as app, app.app_context():
        assert differences() == []


def test_of_two_upgrades_at_once_one_works_and_one_waits(url, upgraders, tmp_path):
    first, second = upgraders
    held = tmp_path / "held"
    first.begin(url, hold=12, flag=held)
    while not held.exists():
        time.sleep(0.01)
    second.begin(url)
    (first_status, first_ended), (second_status, second_ended) = first.end(), second.end()
    assert (first_status, second_status) == (0, 0)
    assert first_ended <= second_ended
    assert tables(url) == wanted()
    with databases.app_on(url) as app, app.app_context():
        assert differences() == []
