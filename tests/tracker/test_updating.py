"""The pages on which leaders say what became of a promise."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from community.extensions import db
from community.platform.clock import now
from community.tracker.models import Commitment, Status, Step, StepKind
from community.tracker.operations import record_update
from community.tracker.queries import get_commitment, last_step, list_steps
from tests.factories import make_commitment, make_idea, make_leader
from tests.harness.databases import only_sqlite
from tests.harness.pages import page, parse, words

pytestmark = only_sqlite

TODAY = now().date()
PAGES = ("update", "move", "deliver", "stop", "answer")
FORMS = {
    "update": {"body": "We have ordered them.", "begun": "y", "next_step": "They come", "next_on": "2030-05-01"},
    "move": {"body": "It rained.", "due_on": (TODAY + timedelta(days=90)).isoformat()},
    "deliver": {"body": "They stand.", "delivered_on": (TODAY - timedelta(days=2)).isoformat()},
    "stop": {"body": "No money."},
}


@pytest.fixture
def made(town):
    idea = make_idea("A bench", place=town.east, support=2)
    return make_commitment("New benches", ideas=[idea], place=town.east, by=town.leader, next_step="Order them")


def post(town, made, name, *, by=None, seen=None, **said):
    data = {"seen": seen or last_step(made.id).id, **FORMS.get(name, {}), **said}
    return town.client(by or town.leader).post(f"/tracker/{made.id}/{name}", data=data)


@pytest.mark.parametrize("name", PAGES)
def test_each_step_has_a_form_that_says_whom_it_tells(town, made, name):
    shown = page(town.client(town.leader), f"/tracker/{made.id}/{name}", queries=10)
    assert "New benches" in shown.text
    if name != "answer":
        assert "2 people whom it concerns cannot be reached" in shown.text


@pytest.mark.parametrize(
    ("name", "taken", "status"),
    [
        ("update", StepKind.UPDATE, Status.IN_PROGRESS),
        ("move", StepKind.MOVED, Status.PLANNED),
        ("deliver", StepKind.DELIVERED, Status.DELIVERED),
        ("stop", StepKind.STOPPED, Status.STOPPED),
    ],
)
def test_each_form_takes_its_step_once(town, made, name, taken, status):
    seen = last_step(made.id).id
    for _ in range(2):
        answer = post(town, made, name, seen=seen)
        assert (answer.status_code, answer.location) == (303, f"/tracker/{made.id}/new-benches")
    steps = [(step.kind, step.status) for step in list_steps(made.id)]
    assert steps == [(taken, status), (StepKind.MADE, Status.PLANNED)]


def test_what_comes_next_is_what_the_last_update_says(town, made):
    post(town, made, "update")
    row = get_commitment(made.id)
    assert (row.next_step, str(row.next_on), row.status) == ("They come", "2030-05-01", Status.IN_PROGRESS)
    post(town, made, "update", next_step="", next_on="")
    assert get_commitment(made.id).next_step is None


@pytest.mark.parametrize(
    ("name", "wrong", "why"),
    [
        ("update", {"body": " "}, "what is new"),
        ("update", {"evidence_url": "javascript:alert(1)"}, "https://"),
        ("update", {"next_on": "31 May"}, "day such as"),
        ("update", {"body": "x" * 50_001}, "too long"),
        ("update", {"next_step": "x" * 301}, "at most 300"),
        ("move", {"due_on": ""}, "Choose the new date"),
        ("move", {"due_on": "0001-01-01"}, "between"),
        ("move", {"body": ""}, "why"),
        ("deliver", {"delivered_on": (TODAY + timedelta(days=3)).isoformat()}, "today or before"),
        ("stop", {"body": "\x00"}, "cannot be seen"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_written_is_kept(town, made, name, wrong, why):
    answer = post(town, made, name, **wrong)
    assert answer.status_code == 400
    assert why in answer.text
    assert len(list_steps(made.id)) == 1
    kept = {**FORMS[name], **wrong}["body"].strip(" \x00")
    assert kept in answer.text


@pytest.mark.parametrize("seen", ["", "0", "x", "99999999999999999999", "-1"])
def test_whoever_has_seen_nothing_is_shown_the_last_step(town, made, seen):
    answer = town.client(town.leader).post(f"/tracker/{made.id}/update", data={"seen": seen, **FORMS["update"]})
    assert answer.status_code in (400, 409)
    assert "We have ordered them." in answer.text
    assert len(list_steps(made.id)) == 1


@pytest.mark.parametrize("name", ["update", "move", "deliver", "stop"])
def test_who_comes_second_sees_what_the_first_said_and_loses_no_word(town, made, name):
    seen = last_step(made.id).id
    record_update(make_leader(town.east, "First Leader"), made.id, "Said by the first.")
    db.session.commit()
    answer = post(town, made, name, seen=seen)
    assert answer.status_code == 409
    shown = parse(answer.text)
    assert "Said by the first." in words(shown)
    assert "First Leader" in words(shown)
    assert FORMS[name]["body"] in answer.text
    (now_seen,) = {each.get("value") for each in shown.iter("input") if each.get("name") == "seen"}
    assert post(town, made, name, seen=now_seen).status_code == 303
    assert len(list_steps(made.id)) == 3


def test_what_has_ended_is_neither_moved_nor_ended_again(town, made):
    post(town, made, "deliver")
    for name in ("move", "deliver", "stop"):
        assert town.client(town.leader).get(f"/tracker/{made.id}/{name}").status_code == 409
        assert post(town, made, name, body="Something else.").status_code == 409
    assert "It is not done after all" in page(town.client(town.leader), f"/tracker/{made.id}/update", queries=10).text


def test_the_last_step_is_undone_for_ten_minutes(town, made):
    post(town, made, "update")
    step = last_step(made.id)
    shown = page(town.client(town.leader), f"/tracker/{made.id}/update", queries=10)
    assert [each.get("action") for each in shown.all("form", class_="undo")] == [f"/tracker/{made.id}/undo"]
    answer = post(town, made, "undo", seen=step.id)
    assert answer.location == f"/tracker/{made.id}/new-benches"
    assert last_step(made.id).kind is StepKind.MADE
    assert post(town, made, "update").status_code == 303, "the same may be said again"
    assert last_step(made.id).kind is StepKind.UPDATE


def test_after_ten_minutes_no_button_and_no_undoing(town):
    made = make_commitment(place=town.east, by=town.leader, days_ago=1)
    shown = page(town.client(town.leader), f"/tracker/{made.id}/update", queries=10)
    assert shown.all("form", class_="undo") == []
    answer = post(town, made, "undo")
    assert answer.status_code == 409
    assert "ten minutes" in answer.text


def test_a_promise_undone_leads_to_the_desk_and_may_be_made_again(town, made):
    answer = post(town, made, "undo")
    assert answer.location == "/tracker/desk"
    db.session.expire_all()
    assert not db.session.get_one(Commitment, made.id).listed
    for name in PAGES:
        assert town.client(town.leader).get(f"/tracker/{made.id}/{name}").status_code == 410


def test_more_ideas_are_answered_later(town, made):
    more = make_idea("Another bench", place=town.east, support=5)
    shown = page(town.client(town.leader), f"/tracker/{made.id}/answer", queries=10)
    assert [each.get("name") for each in shown.all("input", type="checkbox")] == [f"idea-{more.id}"]
    assert post(town, made, "answer", **{f"idea-{more.id}": "on"}).status_code == 303
    assert last_step(made.id).kind is StepKind.ANSWERS
    again = post(town, made, "answer", **{f"idea-{more.id}": "on"}, seen=last_step(made.id).id)
    assert (again.status_code, "does not answer yet" in again.text) == (400, True)
    elsewhere = make_idea("Elsewhere", place=town.west)
    assert post(town, made, "answer", **{f"idea-{elsewhere.id}": "on"}).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_leaders_elsewhere_find_no_such_commitment(town, made, name):
    assert town.client(town.other).get(f"/tracker/{made.id}/{name}").status_code == 404
    assert post(town, made, name, by=town.other).status_code == 404
    assert town.client(town.member).get(f"/tracker/{made.id}/{name}").status_code == 403
    assert db.session.scalars(select(Step)).all() == [db.session.get(Step, last_step(made.id).id)]


def test_a_text_is_shown_as_it_will_look(town, made):
    assert "<strong>now</strong>" in post(town, made, "update", step="preview", body="**now**").text
    assert len(list_steps(made.id)) == 1


def test_from_the_desk_one_comes_back_to_the_desk(town, made):
    assert post(town, made, "update", back="desk").location == "/tracker/desk"
    assert 'name="back"' in post(town, made, "update", back="desk", body="").text
