"""`flask tracker audit`: what is stored on a commitment is what its steps, ideas and answers say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from community.extensions import db
from community.platform.clock import now, today
from community.tracker.models import Commitment, Signal, Status, Step
from community.tracker.operations import answer_more, record_update, report_delivered, take_back_step, wrong_standing
from tests.confirmations.conftest import deliver
from tests.factories import make_commitment, make_idea, make_leader


@pytest.fixture
def audit(own_app):
    """The audit on a site with a delivery that was answered, and commitments of every kind."""
    with own_app.app_context():
        asked = deliver(voters=4)
        from community.confirmations.operations import ask_due

        ask_due()
        asked.answer("yes", "no", "partly")
        leader, idea = make_leader(), make_idea(support=2)
        made = make_commitment("Benches", by=leader, ideas=[idea], due_on=today() + timedelta(days=9))
        answer_more(leader, made.id, [make_idea().id], [])
        record_update(leader, made.id, "It begins.", begun=True)
        report_delivered(leader, made.id, "A mistake.")
        take_back_step(leader, made.id)
        make_commitment("Late", by=leader, due_on=today() - timedelta(days=9), days_ago=100)
        withdrawn = make_commitment("Withdrawn", by=leader)
        take_back_step(leader, withdrawn.id)
        make_commitment("Stopped", by=leader, status=Status.STOPPED)
        db.session.commit()

    def run(*options):
        result = own_app.test_cli_runner().invoke(args=["tracker", "audit", *options])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.output

    return own_app, run


def spoil(app, model, title, **columns):
    with app.app_context():
        number = db.session.scalar(select(Commitment.id).where(Commitment.title == title))
        where = model.id == number if model is Commitment else model.commitment_id == number
        db.session.execute(update(model).where(where).values(**columns))
        db.session.commit()


def test_nothing_is_wrong_after_whatever_leaders_did(audit):
    _app, run = audit
    assert run() == (0, "Every commitment agrees with its rows.\n")


@pytest.mark.parametrize(
    ("model", "title", "columns", "named"),
    [
        (Commitment, "Benches", {"status": Status.PLANNED}, "status"),
        (Commitment, "Benches", {"due_on": None}, "due_on"),
        (Commitment, "Benches", {"people_count": 77}, "people_count"),
        (Commitment, "Late", {"signal": Signal.ON_TRACK}, "signal"),
        (Commitment, "Benches", {"moved_count": 7}, "moved_count"),
        (Step, "Lamps along the river", {"yes_count": 9}, "yes 9"),
    ],
)
def test_what_is_wrong_is_named_and_put_right(audit, model, title, columns, named):
    app, run = audit
    spoil(app, model, title, **columns)
    code, said = run()
    assert (code, named in said, "commitment " in said) == (1, True, True)
    assert run()[0] == 1, "looking mends nothing"
    code, said = run("--repair")
    assert (code, "put right" in said) == (0, True)
    assert run() == (0, "Every commitment agrees with its rows.\n")


def test_a_signal_that_the_worker_is_about_to_renew_is_not_wrong(app):
    made = make_commitment(due_on=today() + timedelta(days=60))
    made.signal, made.signal_until = Signal.LATE, now() - timedelta(seconds=5)
    db.session.flush()
    assert list(wrong_standing()) == []
