"""The leaders' desk: what waits, late first, each with a box to say what is new."""

from __future__ import annotations

from datetime import timedelta

import pytest

from community.extensions import db
from community.platform.clock import now
from community.roles.models import Grant, Role
from community.tracker.models import Status
from community.tracker.operations import decline_idea, set_answers
from community.tracker.queries import last_step
from tests.factories import make_commitment, make_idea, make_leader, make_person, make_viewer
from tests.harness.databases import only_sqlite
from tests.harness.pages import page, words
from tests.tracker.making import make_theme

pytestmark = only_sqlite

TODAY = now().date()


def due(days):
    return TODAY + timedelta(days=days)


def desk(town, by=None, query=""):
    return page(town.client(by or town.leader), f"/tracker/desk{query}", queries=10)


def titles(shown):
    return [words(each) for each in shown.all("h3", class_="desk-row__title")]


def test_what_is_late_stands_first_then_what_has_least_time_left(town):
    here = {"place": town.east, "by": town.leader}
    make_commitment("No day", **here)
    make_commitment("In a month", due_on=due(40), **here)
    make_commitment("Late", due_on=due(-3), **here)
    make_commitment("Silent", due_on=due(80), days_ago=100, **here)
    make_commitment("Very late", due_on=due(-30), **here)
    make_commitment("Done", status=Status.DELIVERED, **here)
    make_commitment("Elsewhere", place=town.west, by=town.other, due_on=due(-9))
    shown = desk(town)
    assert titles(shown) == ["Very late", "Late", "In a month", "Silent", "No day"]
    left = [words(each) for each in shown.all("p", class_="desk-row__left")]
    assert left == ["30 days late", "3 days late", "40 days left", "80 days left", "no date stated"]
    assert "No news" in shown.text


def test_a_desk_of_many_pages(town):
    for number in range(23):
        make_commitment(f"Number {number:02}", place=town.east, by=town.leader, due_on=due(40 + number % 2))
    first = desk(town)
    (following,) = {each.get("href") for each in first.all("a", rel="next")}
    second = page(town.client(town.leader), following, queries=10)
    assert (len(titles(first)), len(titles(second))) == (20, 3)
    assert len({*titles(first), *titles(second)}) == 23


def test_an_update_is_one_step_away(town):
    made = make_commitment("Benches", place=town.east, by=town.leader, next_step="Order them")
    shown = desk(town)
    (form,) = [each for each in shown.all("form") if each.get("action") == f"/tracker/{made.id}/update"]
    data = {each.get("name"): each.get("value") for each in form.iter("input") if each.get("type") != "checkbox"}
    assert data["next_step"] == "Order them"
    answer = town.client(town.leader).post(form.get("action"), data={**data, "body": "They are ordered."})
    assert (answer.status_code, answer.location) == (303, "/tracker/desk")
    assert "They are ordered." in last_step(made.id).body_html


def test_only_mine_or_only_a_place(town):
    mayor = make_leader(town.district, "Mayor")
    make_commitment("Mine", place=town.district, by=mayor)
    make_commitment("In the east", place=town.east, by=town.leader)
    assert set(titles(desk(town, mayor))) == {"Mine", "In the east"}
    assert titles(desk(town, mayor, "?mine=1")) == ["Mine"]
    assert titles(desk(town, mayor, f"?place={town.east.id}")) == ["In the east"]
    assert town.client(town.leader).get(f"/tracker/desk?place={town.west.id}").status_code == 404
    assert titles(desk(town, mayor, f"?mine=1&place={town.east.id}")) == []


def test_disputed_deliveries_unanswered_themes_and_noes_whose_day_has_come(town):
    made = make_commitment("Benches", place=town.east, by=town.leader, status=Status.DELIVERED)
    set_answers(last_step(made.id).id, asked=20, yes=2, partly=0, no=4)
    answered, waiting = make_theme("Answered", place=town.east), make_theme("Light", place=town.east)
    make_theme("Elsewhere", place=town.west)
    make_commitment("For the theme", place=town.east, by=town.leader, themes=[answered])
    no = decline_idea(town.leader, make_idea("A pool", place=town.east).id, "No.", "Money.", due(9))
    decline_idea(town.leader, make_idea("A zoo", place=town.east).id, "No.", "Money.", due(9))
    no.review_on = TODAY
    db.session.flush()
    shown = desk(town)
    assert titles(shown) == ["Benches", "For the theme"]
    assert "4 of 6 answers say no" in shown.text
    links = [words(each) for each in shown.all("a") if each.get("lang")]
    assert "Light" in links and "A pool" in links
    assert not {"Answered", "Elsewhere", "A zoo"} & set(links)
    assert f"/tracker/new?theme={waiting.id}" in shown.links()


def test_the_frame_of_every_page_says_how_much_waits(town):
    make_commitment("Late", place=town.east, by=town.leader, due_on=due(-3))
    make_commitment("Silent", place=town.east, by=town.leader, days_ago=100)
    make_commitment("Fine", place=town.east, by=town.leader, due_on=due(99))
    make_commitment("Elsewhere", place=town.west, by=town.other, due_on=due(-3))
    shown = page(town.client(town.leader), "/rules")
    assert [words(each) for each in shown.all("a", href="/tracker/desk")] == ["Desk 2 waiting"]
    assert page(town.client(town.member), "/rules").all("a", href="/tracker/desk") == []


def test_who_is_moderator_and_leader_finds_both_desks_from_one_word(town):
    person = make_person("Both")
    for role in (Role.MODERATOR, Role.LEADER):
        db.session.add(Grant(person_id=person.id, role=role, place_id=town.east.id, granted_at=now()))
    db.session.flush()
    both = make_viewer(person)
    make_commitment("Late", place=town.east, by=town.leader, due_on=due(-3))
    shown = page(town.client(both), "/rules")
    assert [each.get("href") for each in shown.all("a", class_="masthead__link") if words(each).startswith("Desk")] == [
        "/tracker/desk"
    ]
    for url in ("/tracker/desk", "/moderation"):
        ways = page(town.client(both), url, queries=10).all("nav", class_="ways")
        assert {"/moderation", "/tracker/desk"} <= {each.get("href") for each in ways[0].iter("a")}


def test_a_desk_is_for_leaders(town):
    assert town.client(town.member).get("/tracker/desk").status_code == 403
    shown = desk(town)
    assert "Nothing goes on" in shown.text


@pytest.mark.parametrize("query", ["?page=x", "?place=x", "?place=99999999"])
def test_an_address_that_makes_no_sense_is_said_so(town, query):
    assert town.client(town.leader).get(f"/tracker/desk{query}").status_code in (400, 404)
