"""Votes come in and go out; one person counts once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from community.accounts.models import Person
from community.extensions import db
from community.ideas import cli
from community.ideas.models import Choice, Idea, Status, Vote
from community.ideas.operations import cast_vote, set_status

IDEAS = "external_id,title\none,First\ntwo,Second\n"
TABLE = """idea,voter,choice,created_at
one,ann,support,2018-02-13T05:58:16Z
one,bob,oppose,
two,ann,pass,
one,cem,support,
"""


@pytest.fixture
def ballot(desk):
    desk.must_bring_in("ideas", IDEAS)
    return desk


def counts(desk):
    columns = (Idea.external_id, Idea.support_count, Idea.oppose_count, Idea.pass_count)
    return {row[0]: row[1:] for row in desk.rows(*columns)}


def test_votes_come_in_and_are_counted(ballot):
    assert "4 new" in ballot.must_bring_in("votes", TABLE)
    assert counts(ballot) == {"one": (2, 1, 0), "two": (0, 0, 1)}
    assert [name for (name,) in ballot.rows(Person.external_id)] == ["ann", "bob", "cem"]
    assert {at for (at,) in ballot.rows(Vote.created_at)} == {None, datetime(2018, 2, 13, 5, 58, 16, tzinfo=UTC)}
    assert ballot.audit().status == 0


def test_the_same_file_again_changes_nothing(ballot):
    ballot.must_bring_in("votes", TABLE)
    before = [ballot.rows(*model.__table__.columns) for model in (Idea, Vote, Person)]
    assert "0 new, 0 changed, 4 as they were" in ballot.must_bring_in("votes", TABLE)
    assert [ballot.rows(*model.__table__.columns) for model in (Idea, Vote, Person)] == before


def test_a_changed_choice_is_changed_and_the_others_are_left(ballot):
    ballot.must_bring_in("votes", TABLE)
    said = ballot.must_bring_in("votes", "idea,voter,choice\none,bob,support\none,dan,pass\n")
    assert "1 new, 1 changed, 0 as they were" in said
    assert counts(ballot) == {"one": (3, 0, 1), "two": (0, 0, 1)}
    assert ballot.audit().status == 0


def test_a_vote_cast_here_is_changed_by_the_file_and_counts_once(ballot):
    with ballot.app.app_context():
        ann = Person(external_id="ann", name="Ann", recorded_at=datetime.now(UTC))
        db.session.add(ann)
        db.session.flush()
        idea = db.session.query(Idea).filter_by(external_id="one").one()
        cast_vote(ann.id, idea.id, Choice.OPPOSE)
        db.session.commit()
    assert "3 new, 1 changed" in ballot.must_bring_in("votes", TABLE.replace("2018-02-13T05:58:16Z", ""))
    assert counts(ballot)["one"] == (2, 1, 0)
    assert sum(at is not None for (at,) in ballot.rows(Vote.created_at)) == 1, "a time that is known is not taken back"


def test_votes_on_what_is_decided_are_history_and_count(ballot):
    with ballot.app.app_context():
        set_status(None, db.session.query(Idea).filter_by(external_id="one").one(), Status.DONE, "It is done")
        db.session.commit()
    ballot.must_bring_in("votes", TABLE)
    assert counts(ballot)["one"] == (2, 1, 0)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("three,ann,support,", "idea"),
        (",ann,support,", "idea"),
        ("two,,support,", "voter"),
        ("two,bob,agree,", "choice"),
        ("two,bob,,", "choice"),
        ("two,bob,Support,", "choice"),
        ("two,bob,pass,yesterday", "created_at"),
        ("one,ann,support,", "idea, voter"),
        ("one,ann,oppose,", "idea, voter"),
        ("two," + "b" * 201 + ",pass,", "voter"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_written(ballot, row, column):
    result = ballot.bring_in("votes", TABLE + row + "\n")
    assert result.status == 1
    assert ballot.problems == [(6, column)]
    assert ballot.rows(Vote.person_id) == ballot.rows(Person.id) == []


def test_what_goes_out_comes_in_as_it_was(ballot):
    ballot.must_bring_in("votes", TABLE)
    out = ballot.give_out("votes")
    assert out.decode().splitlines() == [
        "idea,voter,choice,created_at",
        "one,ann,support,2018-02-13T05:58:16Z",
        "one,bob,oppose,",
        "one,cem,support,",
        "two,ann,pass,",
    ]
    assert "0 new, 0 changed, 4 as they were" in ballot.must_bring_in("votes", out)


def test_an_external_id_may_look_like_a_formula(ballot):
    ballot.must_bring_in("ideas", "external_id,title\n=1+1,Sum\n")
    assert "0 new, 0 changed, 1 as" in ballot.must_bring_in("ideas", "external_id,title\n'=1+1,Sum\n")
    ballot.must_bring_in("votes", "idea,voter,choice\n=1+1,@ann,support\n")
    assert ballot.give_out("votes").decode().splitlines()[1] == "'=1+1,'@ann,support,"


def test_a_repair_that_fails_repairs_nothing(ballot, monkeypatch):
    ballot.must_bring_in("votes", TABLE)
    with ballot.app.app_context():
        db.session.execute(update(Idea).values(support_count=7))
        db.session.commit()
    wrong = counts(ballot)

    def fails(repair):
        raise RuntimeError(repair)

    with monkeypatch.context() as patched:
        patched.setattr(cli, "wrong_place_counts", fails)
        with pytest.raises(RuntimeError):
            ballot.flask("ideas", "audit", "--repair")
    assert counts(ballot) == wrong
    assert ballot.flask("ideas", "audit", "--repair").status == 0
    assert ballot.audit().status == 0
