"""My voice: everything one said, where it stands, and what one is owed; nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from community.accounts.models import Person
from community.confirmations.operations import ask_due
from community.extensions import db
from community.ideas.models import Choice
from community.ideas.operations import cast_vote, hide_idea
from community.notifications.models import Thing
from community.notifications.operations import follow
from community.platform.clock import now
from community.tracker.models import Status
from community.voice.queries import list_owed, list_voted, list_written
from tests.factories import make_commitment, make_idea, make_leader, make_person, make_theme, make_viewer
from tests.harness.databases import only_sqlite
from tests.harness.pages import page

TODAY = now().date()


@pytest.fixture
def me(app):
    return make_viewer(make_person("Me Myself"))


def shown(app, me, path="/voice"):
    db.session.commit()
    client = app.test_client()
    client.sign_in(me.person_id)
    return page(client, path)


@only_sqlite
def test_whoever_said_nothing_is_told_how_to_begin(app, me):
    assert "You have proposed nothing yet" in shown(app, me).text
    assert "You follow nothing" in shown(app, me, "/voice/followed").text


def test_everything_one_said_is_there_and_nothing_of_others(app, me):
    mine = make_idea("An idea of mine", author=db.session.get_one(Person, me.person_id))
    voted, other = make_idea("Somebody's idea"), make_idea("An idea I never saw")
    cast_vote(me.person_id, voted.id, Choice.OPPOSE)
    assert [row.idea.id for row in list_written(me.person_id).rows] == [mine.id]
    assert [(row.id, row.my_choice) for row in list_voted(me.person_id).rows] == [(voted.id, Choice.OPPOSE)]
    text = shown(app, me).text
    assert "An idea of mine" in text
    assert "You oppose it." in text
    assert other.title not in text


def test_what_one_is_owed_is_what_was_promised_for_it_and_not_done(app, me):
    leader = make_leader()
    supported, opposed, in_theme = make_idea("Supported"), make_idea("Opposed"), make_idea("In a theme")
    cast_vote(me.person_id, supported.id, Choice.SUPPORT)
    cast_vote(me.person_id, opposed.id, Choice.OPPOSE)
    cast_vote(me.person_id, in_theme.id, Choice.SUPPORT)
    later = make_commitment("Later", ideas=[supported], by=leader, due_on=TODAY + timedelta(days=90))
    sooner = make_commitment(
        "Sooner", themes=[make_theme(ideas=[in_theme])], by=leader, due_on=TODAY + timedelta(days=9)
    )
    make_commitment("Not asked for", ideas=[opposed], by=leader)
    make_commitment("Done", ideas=[supported], by=leader, status=Status.DELIVERED)
    late = make_commitment("Late", ideas=[supported], by=leader, due_on=TODAY - timedelta(days=9), days_ago=30)
    assert [row.id for row in list_owed(me.person_id)] == [late.id, sooner.id, later.id]


@only_sqlite
def test_what_is_followed_is_owed_until_it_is_hidden(app, me):
    idea = make_idea("Followed")
    follow(me.person_id, Thing.IDEA, idea.id)
    made = make_commitment("For what I follow", ideas=[idea])
    assert [row.id for row in list_owed(me.person_id)] == [made.id]
    assert "Followed" in shown(app, me, "/voice/followed").text
    hide_idea(idea.id)
    assert list_owed(me.person_id) == []
    assert "You follow nothing" in shown(app, me, "/voice/followed").text


@only_sqlite
def test_an_open_question_stands_first_and_goes_when_it_is_answered(app, me):
    idea = make_idea("A lamp")
    cast_vote(me.person_id, idea.id, Choice.SUPPORT)
    make_commitment("A lamp is put up", ideas=[idea], status=Status.DELIVERED, days_ago=8)
    assert ask_due()
    overview = shown(app, me)
    assert "You are asked: did it solve it?" in overview.text
    address = next(link for link in overview.links() if link.startswith("/confirm/"))
    assert app.test_client().post(address, data={"answer": "yes"}).status_code == 303
    assert "You are asked" not in shown(app, me).text


@only_sqlite
def test_lists_go_on_page_by_page(app, me):
    author = db.session.get_one(Person, me.person_id)
    made = [make_idea(author=author).id for _ in range(5)]
    first = list_written(me.person_id, size=2)
    second = list_written(me.person_id, first.next, size=2)
    third = list_written(me.person_id, second.next, size=2)
    found = [row.idea.id for part in (first, second, third) for row in part.rows]
    assert found == made[::-1]
    assert third.next is None
    assert [row.idea.id for row in list_written(me.person_id, third.previous, size=2).rows] == found[2:4]


@only_sqlite
def test_visitors_are_asked_to_sign_in(app):
    for path in ("/voice", "/voice/written", "/voice/voted", "/voice/followed"):
        assert app.test_client().get(path).status_code == 403
