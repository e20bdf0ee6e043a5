"""The pages on which leaders say no, and what everybody then reads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from community.extensions import db
from community.ideas.models import Status
from community.ideas.operations import hide_idea
from community.platform.clock import now
from community.tracker.models import Decline
from tests.factories import make_idea, make_leader
from tests.harness.databases import only_sqlite
from tests.harness.pages import page

pytestmark = only_sqlite

TODAY = now().date()
NO = {
    "reason": "There is no money.",
    "change_mind": "A sponsor.",
    "review_on": (TODAY + timedelta(days=99)).isoformat(),
}


@pytest.fixture
def idea(town):
    return make_idea("A pool", place=town.east, support=2)


def decline(town, idea, by=None, **said):
    return town.client(by or town.leader).post(f"/ideas/{idea.id}/decline", data={**NO, **said})


def status_of(idea):
    db.session.refresh(idea)
    return idea.status


def test_a_no_is_shown_as_what_it_is(town, idea):
    shown = page(town.client(town.leader), f"/ideas/{idea.id}/decline", queries=10)
    assert "2 people whom it concerns cannot be reached" in shown.text
    answer = decline(town, idea)
    assert (answer.status_code, answer.location) == (303, f"/ideas/{idea.id}/a-pool")
    shown = page(town.client(), f"/ideas/{idea.id}/a-pool")
    for words in ("Not now, and why", "There is no money.", "A sponsor.", "Declined by Lea Der"):
        assert words in shown.text
    assert shown.all("form", class_="undo") == []


def test_it_is_undone_for_ten_minutes_and_looked_at_again_later(town, idea):
    decline(town, idea)
    shown = page(town.client(town.leader), f"/ideas/{idea.id}/a-pool", queries=10)
    (form,) = shown.all("form", class_="undo")
    assert town.client(town.leader).post(form.get("action")).status_code == 303
    assert status_of(idea) is Status.OPEN
    decline(town, idea)
    no = db.session.scalars(select(Decline).order_by(Decline.id.desc())).first()
    no.declined_at -= timedelta(minutes=11)
    db.session.commit()
    shown = page(town.client(town.leader), f"/ideas/{idea.id}/a-pool", queries=10)
    assert shown.all("form", class_="undo") == []
    assert town.client(town.leader).post(f"/ideas/{idea.id}/decline/undo").status_code == 409
    for _ in range(2):
        assert town.client(town.leader).post(f"/ideas/{idea.id}/look-again").status_code == 303
    assert status_of(idea) is Status.UNDER_REVIEW
    assert "Not now" not in page(town.client(), f"/ideas/{idea.id}/a-pool").text
    assert decline(town, idea, reason="Still no money.").status_code == 303


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"reason": ""}, "Say why"),
        ({"change_mind": " "}, "would have to change"),
        ({"review_on": ""}, "in the future"),
        ({"review_on": TODAY.isoformat()}, "in the future"),
        ({"review_on": "soon"}, "day such as"),
        ({"reason": "\x00"}, "cannot be seen"),
    ],
)
def test_what_is_missing_is_said(town, idea, wrong, why):
    answer = decline(town, idea, **wrong)
    assert (answer.status_code, why in answer.text) == (400, True)
    assert status_of(idea) is Status.OPEN


def test_leaders_find_what_they_can_answer_with_on_the_page_of_an_idea(town, idea):
    links = page(town.client(town.leader), f"/ideas/{idea.id}/a-pool", queries=10).links()
    assert {f"/tracker/new?idea={idea.id}", f"/ideas/{idea.id}/decline"} <= set(links)
    for other in (None, town.member, town.other):
        shown = page(town.client(other), f"/ideas/{idea.id}/a-pool", queries=10)
        assert f"/ideas/{idea.id}/decline" not in shown.links()


def test_leaders_elsewhere_find_no_such_idea(town, idea):
    for path in ("decline", "decline/undo", "look-again"):
        assert town.client(town.other).post(f"/ideas/{idea.id}/{path}", data=NO).status_code == 404
    assert town.client(town.other).get(f"/ideas/{idea.id}/decline").status_code == 404
    assert decline(town, idea, by=town.member).status_code == 403
    assert decline(town, idea, by=make_leader(town.district)).status_code == 303


def test_what_is_decided_or_hidden_is_not_declined(town, idea):
    done, hidden = make_idea(place=town.east, status=Status.DONE), make_idea(place=town.east)
    hide_idea(hidden.id)
    assert town.client(town.leader).get(f"/ideas/{done.id}/decline").status_code == 409
    assert decline(town, done).status_code == 409
    assert town.client(town.leader).get(f"/ideas/{hidden.id}/decline").status_code == 404
    assert decline(town, hidden).status_code == 404
    assert town.client(town.leader).post(f"/ideas/{done.id}/look-again").status_code == 409
