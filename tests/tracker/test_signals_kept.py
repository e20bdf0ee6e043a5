"""The signal on a commitment's row is renewed by the worker when time changes it, and by what people answer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from community.extensions import db
from community.platform.clock import now
from community.platform.errors import Missing
from community.tracker import operations, queries
from community.tracker.jobs import renew
from community.tracker.models import Commitment, Signal, Status, Step
from tests.factories import make_commitment, make_leader
from tests.harness.databases import only_sqlite
from tests.harness.statements import recorded

pytestmark = [only_sqlite, pytest.mark.usefixtures("app")]

TODAY = now().date()


def signal_of(made):
    db.session.refresh(made)
    return made.signal


def test_the_worker_renews_what_time_has_changed_and_nothing_else():
    late, silent, other = make_commitment(due_on=TODAY + timedelta(days=60)), make_commitment(), make_commitment()
    assert (late.signal, silent.signal) == (Signal.ON_TRACK, Signal.ON_TRACK)
    for made in (late, silent):
        made.signal_until = now()
    (step,) = db.session.query(Step).filter_by(commitment_id=late.id)
    step.due_on = TODAY - timedelta(days=2)
    (step,) = db.session.query(Step).filter_by(commitment_id=silent.id)
    step.listed_at -= timedelta(days=90)
    db.session.flush()
    renew()
    assert (signal_of(late), signal_of(silent), signal_of(other)) == (Signal.LATE, Signal.SILENT, Signal.ON_TRACK)
    assert late.signal_until is None
    with recorded() as found:
        renew()
    assert len(found) == 1, "nothing is due, so nothing but that is asked"


def test_a_commitment_that_was_taken_back_is_left_alone():
    leader = make_leader()
    made = make_commitment(by=leader)
    operations.take_back_step(leader, made.id)
    assert (made.signal_until, made.listed) == (None, False)


def test_answers_confirm_or_dispute_the_delivery_they_are_about():
    leader = make_leader()
    made = make_commitment(by=leader, status=Status.DELIVERED)
    first = queries.list_steps(made.id)[0].id
    assert made.ask_at
    operations.set_answers(first, asked=40, yes=2, partly=0, no=3)
    assert (signal_of(made), made.asked_count, made.no_count, made.ask_at) == (Signal.DISPUTED, 40, 3, None)
    operations.record_update(leader, made.id, "Two more will come.", begun=True)
    assert (signal_of(made), made.asked_count) == (Signal.ON_TRACK, 0)
    operations.report_delivered(leader, made.id, "They stand now.")
    assert (signal_of(made), made.no_count) == (Signal.DELIVERED, 0)
    operations.set_answers(queries.list_steps(made.id)[0].id, asked=9, yes=5, partly=0, no=0)
    assert signal_of(made) is Signal.CONFIRMED
    operations.take_back_step(leader, made.id)
    operations.take_back_step(leader, made.id)
    assert (signal_of(made), made.asked_count, made.no_count) == (Signal.DISPUTED, 40, 3)


def test_only_deliveries_are_asked_about():
    made = make_commitment()
    with pytest.raises(Missing):
        operations.set_answers(queries.list_steps(made.id)[0].id, asked=1, yes=1, partly=0, no=0)
    assert db.session.get_one(Commitment, made.id).asked_count == 0
