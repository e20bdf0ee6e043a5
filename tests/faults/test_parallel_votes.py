"""Many clicks at once, on two worker processes: each person still counts once."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from community.extensions import db
from tests.faults.ballots import mixed, some_ideas, votes
from tests.faults.servers import Answer, Server, Visitor, serving
from tests.harness.databases import app_on

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(run, kind):
    """The site on a database that two worker processes share."""
    url = run.upgraded(kind)
    with app_on(url) as app:
        yield app
    run.drop(url)


@pytest.fixture(scope="module")
def server(site, tmp_path_factory):
    with serving(site.config["SQLALCHEMY_DATABASE_URI"], tmp_path_factory.mktemp("server")) as server:
        yield server


def storm(server: Server, ballots: list[tuple[int, int, str]], at_once: int) -> list[Answer]:
    """Cast (person, idea, choice) ballots, `at_once` at a time, each on a connection of its own."""
    cookies = {}
    with Visitor(server.port) as visitor:
        for person_id in {person_id for person_id, _, _ in ballots}:
            cookies[person_id] = dict(visitor.be(person_id).cookies)

    def cast(ballot: tuple[int, int, str]) -> Answer:
        person_id, idea_id, choice = ballot
        with Visitor(server.port) as visitor:
            visitor.cookies = cookies[person_id]
            return visitor.vote(idea_id, choice)

    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(cast, ballots))


def statuses(answers: list[Answer]):
    return Counter(answer.status for answer in answers)


def test_fifty_parallel_votes_of_one_person_count_once(site, server):
    (idea,), (person,) = some_ideas(site)
    before = len(votes(site))
    ballots = [(person, idea, choice) for choice in mixed(60) if choice != "withdraw"]
    assert len(ballots) == 50
    assert statuses(storm(server, ballots, 50)) == {200: 50}
    assert len(votes(site)) == before + 1


def test_votes_and_withdrawals_at_once_leave_counts_right(site, server):
    ideas, people = some_ideas(site, ideas=2, people=5)
    ballots = [(people[turn % 5], ideas[turn // 5 % 2], choice) for turn, choice in enumerate(mixed(500))]
    assert statuses(storm(server, ballots, 50)) == {200: 500}
    votes(site)


def test_the_check_sees_it_when_the_key_of_votes_is_gone(own_app, tmp_path):
    (idea,), (person,) = some_ideas(own_app)
    take_key_away(own_app)
    with serving(own_app.config["SQLALCHEMY_DATABASE_URI"], tmp_path, workers=1) as server:
        answers = storm(server, [(person, idea, choice) for choice in mixed(20)], 20)
    with pytest.raises(AssertionError):  # noqa: PT012 – either of the two may notice first
        assert statuses(answers) == {200: 20}
        assert len(votes(own_app)) == 1


def take_key_away(app):
    with app.app_context():
        if db.engine.dialect.name == "postgresql":
            db.session.execute(text("ALTER TABLE vote DROP CONSTRAINT pk_vote"))
        else:
            db.session.execute(text("CREATE TABLE keyless AS SELECT * FROM vote"))
            db.session.execute(text("DROP TABLE vote"))
            db.session.execute(text("ALTER TABLE keyless RENAME TO vote"))
        db.session.commit()
