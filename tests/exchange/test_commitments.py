"""Commitments and their updates come in as history, and go out as they came."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from community.extensions import db
from community.ideas.models import Idea
from community.ideas.models import Status as IdeaStatus
from community.notifications.models import News
from community.record.models import RecordNote
from community.tracker.models import Commitment, CommitmentIdea, Signal, Status, Step, StepKind

IDEAS = "external_id,title\none,First\ntwo,Second\n"
PROMISES = """external_id,title,body,place,owner,due_on,status,ideas,themes,cost,created_at
bench,Ten benches,In the shade.,,Office of Parks,2026-03-01,planned,one;two,,"$2,000",2025-01-02T10:00:00Z
lamp,A lamp,,,,,,,,,
"""
UPDATES = """commitment,body,status,evidence_url,created_at
bench,All ten stand.,delivered,https://example.org/benches,2026-02-20T12:00:00Z
bench,They are ordered.,in_progress,,2025-06-01T12:00:00Z
"""


@pytest.fixture
def tracker(desk):
    desk.must_bring_in("ideas", IDEAS)
    return desk


def everything(desk):
    return [desk.rows(*model.__table__.columns) for model in (Commitment, Step, CommitmentIdea)]


def test_commitments_come_in_with_what_they_answer(tracker):
    assert "2 new" in tracker.must_bring_in("commitments", PROMISES)
    shown = tracker.rows(Commitment.external_id, Commitment.owner_name, Commitment.cost, Commitment.idea_count)
    assert shown == [("bench", "Office of Parks", "$2,000", 2), ("lamp", None, None, 0)]
    assert {status for (status,) in tracker.rows(Idea.status)} == {IdeaStatus.PLANNED}


def test_updates_are_put_in_the_order_of_their_days(tracker):
    tracker.must_bring_in("commitments", PROMISES)
    assert "2 new" in tracker.must_bring_in("updates", UPDATES)
    with tracker.app.app_context():
        kinds = select(Step.kind, Step.status).join(Commitment).where(Commitment.external_id == "bench")
        assert db.session.execute(kinds.order_by(Step.listed_at)).all() == [
            (StepKind.MADE, Status.PLANNED),
            (StepKind.UPDATE, Status.IN_PROGRESS),
            (StepKind.DELIVERED, Status.DELIVERED),
        ]
        bench = db.session.scalars(select(Commitment).where(Commitment.external_id == "bench")).one()
        assert (bench.status, bench.signal) == (Status.DELIVERED, Signal.DELIVERED)
        assert bench.delivered_at.isoformat() == "2026-02-20T12:00:00+00:00"
        assert bench.ask_at is None  # whoever asked was not told by this site, so nobody is asked back
    assert {status for (status,) in tracker.rows(Idea.status)} == {IdeaStatus.DONE}


def test_history_tells_nobody_and_stands_behind_its_mark(tracker):
    tracker.must_bring_in("commitments", PROMISES)
    with tracker.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(News)) == 0
        kinds = db.session.scalars(select(RecordNote.kind).order_by(RecordNote.id)).all()
    assert kinds[:2] == ["import_began", "imported_promised"]


def test_the_same_files_again_change_nothing(tracker):
    tracker.must_bring_in("commitments", PROMISES)
    tracker.must_bring_in("updates", UPDATES)
    before = everything(tracker)
    assert "0 new, 0 changed, 2 as they were" in tracker.must_bring_in("updates", UPDATES)
    delivered = PROMISES.replace(",planned,", ",,")
    assert "0 new, 0 changed, 2 as they were" in tracker.must_bring_in("commitments", delivered)
    assert everything(tracker) == before


def test_what_goes_out_comes_in_again_as_it_was(tracker, run, kind):
    tracker.must_bring_in("commitments", PROMISES)
    tracker.must_bring_in("updates", UPDATES)
    out = tracker.give_out("commitments"), tracker.give_out("updates")
    before = everything(tracker)
    tracker.must_bring_in("commitments", out[0])
    tracker.must_bring_in("updates", out[1])
    assert everything(tracker) == before
    assert (tracker.give_out("commitments"), tracker.give_out("updates")) == out


def test_another_status_or_day_is_a_step_of_its_own(tracker):
    tracker.must_bring_in("commitments", PROMISES)
    said = "external_id,title,due_on,status\nbench,Ten benches,2026-05-01,stopped\n"
    assert "1 changed" in tracker.must_bring_in("commitments", said)
    columns = (Commitment.external_id, Commitment.first_due_on, Commitment.due_on, Commitment.moved_count)
    row = tracker.rows(*columns, Commitment.status)[0]
    assert row == ("bench", date(2026, 3, 1), date(2026, 5, 1), 1, Status.STOPPED)


@pytest.mark.parametrize(
    ("table", "text", "problems"),
    [
        ("commitments", "external_id,title,ideas\na,A,one;never\n", [(2, "ideas")]),
        ("commitments", "external_id,title,themes\na,A,never\n", [(2, "themes")]),
        ("commitments", "external_id,title,due_on\na,A,31.5.2026\nb,B,2026-02-30\n", [(2, "due_on"), (3, "due_on")]),
        ("commitments", "external_id,title,status\na,A,done\n", [(2, "status")]),
        ("updates", "commitment,body\nnever,Words\n", [(2, "commitment")]),
        ("updates", "commitment,body\nbench,\n", [(2, "body")]),
        ("updates", "commitment,body,evidence_url\nbench,Words,javascript:alert(1)\n", [(2, "evidence_url")]),
    ],
)
def test_what_makes_no_sense_is_said_by_line_and_column(tracker, table, text, problems):
    tracker.must_bring_in("commitments", PROMISES)
    before = everything(tracker)
    assert tracker.bring_in(table, text).status == 1
    assert tracker.problems == problems
    assert everything(tracker) == before
