"""While a file is read and checked, or given out, people go on voting."""

from __future__ import annotations

import contextvars
import sqlite3

import pytest

from community.extensions import db
from community.ideas.exchange import IDEAS, VOTES
from community.ideas.models import Choice, Idea, Status
from community.ideas.operations import cast_vote, record, set_status
from community.platform import database
from community.platform.exchange.kinds import give_out, read
from community.platform.exchange.staging import Staging
from community.platform.exchange.tables import Problems
from tests.exchange.command import Desk
from tests.factories import make_person
from tests.faults.ballots import votes as checked_votes
from tests.harness.databases import app_on, only_postgresql, only_sqlite
from tests.harness.statements import recorded


@pytest.fixture
def somebody_writes(own_app):
    """A write by another connection that waits for nobody."""
    path = own_app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")

    def write() -> None:
        other = sqlite3.connect(path, timeout=0, isolation_level=None)
        try:
            other.execute("BEGIN IMMEDIATE")
            other.execute("UPDATE place SET population = coalesce(population, 0) + 1")
            other.execute("COMMIT")
        finally:
            other.close()

    return write


@only_sqlite
def test_reading_and_checking_keep_nobody_from_writing(own_app, tmp_path, monkeypatch, somebody_writes):
    path = tmp_path / "votes.csv"
    path.write_text("idea,voter,choice\n" + "".join(f"one,{number},pass\n" for number in range(3000)))
    moments = []

    def at(name: str) -> None:
        somebody_writes()
        moments.append(name)

    for name in ("resolve", "refuse_unresolved"):
        plain = getattr(Staging, name)
        monkeypatch.setattr(
            Staging, name, lambda *args, name=name, plain=plain: (at(name), plain(*args), at(f"after {name}"))
        )
    with own_app.app_context():
        problems = Problems()
        read(VOTES, path, problems).close()
        somebody_writes()
    assert problems.count == 3000
    assert moments == ["resolve", "after resolve", "refuse_unresolved", "after refuse_unresolved"]


@only_sqlite
def test_giving_out_keeps_nobody_from_writing(desk, tmp_path, somebody_writes):
    desk.must_bring_in("ideas", "external_id,title\n" + "".join(f"{number},Idea\n" for number in range(3000)))
    written = []

    def rows():
        for number, row in enumerate(IDEAS.rows()):
            if number % 1000 == 500:
                somebody_writes()
                written.append(number)
            yield row

    exchange = type(IDEAS)(IDEAS.name, IDEAS.columns, IDEAS.key, IDEAS.check, IDEAS.write, rows)
    with desk.app.app_context():
        assert give_out(exchange, str(tmp_path / "out.csv")) == 3000
    assert written == [500, 1500, 2500]


@pytest.fixture
def patient_for(monkeypatch, own_app):
    """Another site on the same database, where nobody waits long for a lock."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.3)
    with app_on(own_app.config["SQLALCHEMY_DATABASE_URI"]) as other:
        yield other


def beside(app, do):
    """Do something on the site as another process would, and commit."""
    with app.app_context():
        idea = db.session.query(Idea).filter_by(external_id="one").one()
        do(idea)
        db.session.commit()


@only_postgresql
@pytest.mark.parametrize(
    "do",
    [
        lambda idea: cast_vote(make_person().id, idea.id, Choice.SUPPORT),
        lambda idea: set_status(None, idea, Status.DONE, "It is done"),
    ],
)
def test_people_vote_on_ideas_whose_votes_come_in(own_app, tmp_path, monkeypatch, patient_for, do):
    desk = Desk(own_app, tmp_path)
    desk.must_bring_in("ideas", "external_id,title\none,First\n")
    desk.must_bring_in("votes", "idea,voter,choice\none,ann,support\n")
    plain, moments = record.recount, []

    def recount(ids):  # all votes of the file are written, and not yet committed
        contextvars.Context().run(beside, patient_for, do)
        moments.append("beside")
        plain(ids)

    monkeypatch.setattr(record, "recount", recount)
    said = desk.must_bring_in("votes", "idea,voter,choice\none,ann,oppose\none,bob,pass\n")
    assert moments == ["beside"]
    assert "1 new, 1 changed, 0 as they were" in said
    checked_votes(own_app)


@only_postgresql
def test_a_status_set_while_ideas_come_in_is_counted(own_app, tmp_path, monkeypatch, patient_for):
    desk = Desk(own_app, tmp_path)
    desk.must_bring_in("places", "external_id,parent,name\nward,root,Ward\n")
    desk.must_bring_in("ideas", "external_id,title\none,First\n")
    plain, moments = record._add, []

    def add(*args):  # the ideas of the batch are read, and not yet mended
        contextvars.Context().run(beside, patient_for, lambda idea: set_status(None, idea, Status.DONE, "It is done"))
        moments.append("beside")
        plain(*args)

    monkeypatch.setattr(record, "_add", add)
    desk.must_bring_in("ideas", "external_id,title,place\none,First,ward\n")
    assert moments == ["beside"]
    assert desk.rows(Idea.status) == [(Status.DONE,)]
    checked_votes(own_app)


@only_postgresql
def test_places_are_counted_after_all_ideas_of_a_file(own_app, tmp_path, monkeypatch):
    desk = Desk(own_app, tmp_path)
    desk.must_bring_in("ideas", "external_id,title\none,First\ntwo,Second\n")
    with recorded() as statements:
        desk.must_bring_in("ideas", "external_id,title,status\none,First,done\ntwo,Second,declined\n")
    counting = ["idea_count" in each for each in statements]
    assert sum(counting) == 3
    assert all(counting[counting.index(True) :])
