"""The two real data sets: what comes in is what was said, and it survives going out and coming in again."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from community.accounts.models import Person
from community.ideas.models import Idea, Status, StatusChange, Vote
from community.places.models import Place
from demo.convert import TABLES, convert
from demo.sources import SOURCES
from tests.exchange.command import Desk
from tests.harness.databases import Run, app_on

COUNTS = (Idea.external_id, Idea.support_count, Idea.oppose_count, Idea.pass_count)


@cache
def source(path: str) -> list[dict[str, str]]:
    text = gzip.decompress((SOURCES / path).read_bytes()).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


@cache
def matrix() -> dict[str, tuple[int, int, int]]:
    """How many agreed, disagreed and passed, for each statement."""
    counts: dict[str, Counter[str]] = {}
    for row in source("bowling-green/participants-votes.csv.gz"):
        for column, cell in row.items():
            if column.isdigit():
                counts.setdefault(f"bg-{column}", Counter())[cell] += 1
    return {name: (found["1"], found["-1"], found["0"]) for name, found in counts.items()}


def test_the_sources_are_the_ones_that_were_checked():
    for line in (SOURCES / "SHA256SUMS").read_text().splitlines():
        digest, path = line.split()
        assert hashlib.sha256((SOURCES / path).read_bytes()).hexdigest() == digest


@pytest.mark.slow
def test_the_votes_equal_the_matrix_and_survive_going_out_and_in(run, tmp_path):
    """From the sources into one site, out of it and into an empty one, out of that: on each kind of database."""
    made, given = convert(tmp_path), {}
    for number, kind in enumerate(kinds(run)):
        came_in = given or made
        url = run.upgraded(kind)
        with app_on(url) as app:
            desk = Desk(app, tmp_path)
            for name in TABLES:
                assert desk.flask("import", name, str(came_in[name])).status == 0
            check_counts(desk)
            check_texts(desk)
            check_that_nothing_changes(desk, made)
            gave_out = {name: tmp_path / f"{name}-{number}.csv" for name in TABLES}
            for name in TABLES:
                assert desk.flask("export", name, str(gave_out[name])).status == 0
                assert not given or gave_out[name].read_bytes() == given[name].read_bytes()
            given = gave_out
        run.drop(url)


def kinds(run: Run) -> list[str]:
    """Both databases, or the one that is here twice."""
    try:
        run.drop(run.empty("postgresql"))
    except pytest.skip.Exception:
        return ["sqlite", "sqlite"]
    return ["sqlite", "postgresql"]


def check_counts(desk: Desk) -> None:
    """All three counts of every statement are those of the matrix."""
    counts = {row[0]: row[1:] for row in desk.rows(*COUNTS)}
    right = matrix()
    assert len(right) == 607
    assert sum(map(sum, right.values())) == len(desk.rows(Vote.person_id)) == 225_040
    assert {name: count for name, count in counts.items() if name.startswith("bg-")} == right
    assert {count for name, count in counts.items() if name.startswith("nyc-")} == {(0, 0, 0)}
    assert desk.audit().status == 0


def check_that_nothing_changes(desk: Desk, paths: Mapping[str, Path]) -> None:
    """Importing again what came in."""
    before = [desk.rows(*model.__table__.columns) for model in (Place, Person, Idea, StatusChange)]
    for name in TABLES:
        assert "0 new, 0 changed" in desk.flask("import", name, str(paths[name])).said
    assert [desk.rows(*model.__table__.columns) for model in (Place, Person, Idea, StatusChange)] == before


def check_texts(desk: Desk) -> None:
    """Nothing of what people wrote is lost, and nothing is said that nobody said."""
    ideas = {row[0]: row[1:] for row in desk.rows(Idea.external_id, Idea.title, Idea.body, Idea.status, Idea.tally)}
    statements = source("bowling-green/comments.csv.gz")
    assert [ideas[f"bg-{row['comment-id']}"][0] for row in statements] == [row["comment-body"] for row in statements]
    times = dict(desk.rows(Idea.external_id, Idea.created_at))
    for row in statements:
        assert times[f"bg-{row['comment-id']}"].timestamp() * 1000 == pytest.approx(int(row["timestamp"]), abs=0.01)

    projects = source("new-york/projects.csv.gz")
    assert len(projects) == 720
    for row in projects:
        title, body, status, tally = ideas[f"nyc-{row['id']}"]
        assert title == row["title"]
        assert row["description"] in body
        assert (status is Status.PLANNED) == (row["winner"] == "1")
        assert tally == (int(row["votes"]) if row["votes"] else None)
        assert times[f"nyc-{row['id']}"] is None


@pytest.mark.slow
def test_the_tables_are_made_alike_each_time(tmp_path):
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
        convert(folder)
    for name in TABLES:
        one, two = (Path(folder / f"{name}.csv.gz").read_bytes() for folder in folders)
        assert one == two
