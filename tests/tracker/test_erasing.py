"""A leader is erased: their name goes, what was promised stays, and their words go if they wish."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from community.extensions import db
from community.ideas.models import Status as IdeaStatus
from community.ideas.queries import list_status_steps
from community.leaving.operations import erase_person
from community.leaving.queries import parts_of
from community.platform.clock import today
from community.tracker.models import Commitment, Decline, Status
from community.tracker.operations import decline_idea, record_update, report_delivered, wrong_standing
from community.tracker.queries import get_commitment, get_decline, list_steps
from tests.factories import make_commitment, make_idea, make_leader

pytestmark = pytest.mark.usefixtures("app")

MARK = "Rhododendron"


@pytest.fixture
def scene():
    """A leader who promised, updated, delivered and declined, with a word that stands nowhere else."""
    leader, other = make_leader(name=f"{MARK} Leader"), make_leader(name="Other")
    idea, no = make_idea("A bench", support=1), make_idea("A zoo")
    made = make_commitment(
        "New benches", body=f"{MARK} body", by=leader, ideas=[idea], measure=f"{MARK} measure", cost=f"{MARK} cost",
        next_step=f"{MARK} next",
    )  # fmt: skip
    record_update(leader, made.id, f"{MARK} update", begun=True, next_step=f"{MARK} then",
                  evidence_url=f"https://example.org/{MARK}")  # fmt: skip
    theirs = make_commitment("By another", body="Their own words.", by=other)
    record_update(leader, theirs.id, f"{MARK} elsewhere")
    decline_idea(leader, no.id, f"{MARK} reason", f"{MARK} mind", today().replace(year=today().year + 1))
    db.session.flush()
    return leader, made.id, theirs.id, no.id, idea


def told(commitment_id):
    return repr((get_commitment(commitment_id), list_steps(commitment_id)))


@pytest.mark.parametrize("keep_words", [True, False])
def test_the_name_goes_and_the_promise_stays(scene, keep_words):
    leader, made, theirs, no, idea = scene
    before = get_commitment(made)
    erase_person(leader.person_id, keep_words=keep_words)
    row = get_commitment(made)
    assert (row.title, row.status, row.due_on, row.owner) == ("New benches", before.status, before.due_on, None)
    assert [step.kind for step in list_steps(made)] == ["update", "made"]
    assert get_commitment(theirs).body_html == "<p>Their own words.</p>\n"
    assert db.session.get_one(type(idea), idea.id).status is IdeaStatus.IN_PROGRESS
    words = told(made) + told(theirs) + repr(get_decline(no)) + repr(list_status_steps(no))
    assert f"{MARK} Leader" not in words
    assert (MARK in words) is keep_words
    assert list(wrong_standing()) == []


def test_an_office_stays_an_office(scene):
    leader = scene[0]
    made = make_commitment("By an office", by=leader, owner_name="Parks department")
    erase_person(leader.person_id, keep_words=False)
    assert get_commitment(made.id).owner == "Parks department"


def test_what_others_said_of_it_stays(scene):
    leader, made, *_others = scene
    report_delivered(make_leader(), made, "Said by somebody else.")
    erase_person(leader.person_id, keep_words=False)
    assert "Said by somebody else." in list_steps(made)[0].body_html
    assert get_commitment(made).status is Status.DELIVERED


def test_no_column_of_what_they_promised_keeps_a_word(scene):
    leader = scene[0]
    erase_person(leader.person_id, keep_words=False)
    for table in (Commitment.__table__, Decline.__table__):
        assert MARK not in repr(db.session.execute(select(table)).all())


def test_ones_data_has_what_one_promised_and_said_no_to(scene):
    leader = scene[0]
    given = {name: [dict(row) for row in rows] for name, _many, rows in parts_of(leader)}
    assert [row["title"] for row in given["promises"]] == ["New benches"]
    assert {row["title"] for row in given["answered_for"]} == {"New benches"}
    assert [row["body"] for row in given["steps"]] == ["", f"{MARK} update", f"{MARK} elsewhere"]
    assert [row["change_mind"] for row in given["declines"]] == [f"{MARK} mind"]
