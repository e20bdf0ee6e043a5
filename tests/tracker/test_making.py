"""A leader writes a promise, sees how it will look and whom it tells, and publishes it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from community.accounts.operations import open_account
from community.extensions import db
from community.ideas.models import Choice, Status
from community.ideas.operations import cast_vote, hide_idea
from community.notifications.models import News
from community.platform.clock import now
from community.tracker.models import Commitment
from community.tracker.queries import get_commitment, list_answered
from tests.factories import make_idea, make_leader, make_person
from tests.harness.databases import only_sqlite
from tests.harness.pages import page, parse, words

pytestmark = only_sqlite

TODAY = now().date()


def form(town, **said):
    return {
        "key": "a key", "title": "New benches", "body": "*Two* of them.", "place": town.east.id, "language": "en",
        "owner": town.leader.person_id, **said,
    }  # fmt: skip


def post(town, step="", *, by=None, **said):
    return town.client(by or town.leader).post("/tracker/new", data=form(town, step=step, **said))


def said_in(answer, **about):
    """The words of the first element that has these attributes."""
    ((name, value),) = about.items()
    return next(
        words(each) for each in parse(answer.text).iter() if value in (each.get(name.rstrip("_")) or "").split()
    )


def test_an_empty_form_offers_what_waits_for_an_answer(town):
    near = make_idea("A bench at the stop", place=town.east, support=3)
    make_idea("Elsewhere", place=town.west)
    make_idea("Done already", place=town.east, status=Status.DONE)
    shown = page(town.client(town.leader), "/tracker/new", queries=10)
    ticks = {each.get("name"): each.get("checked") for each in shown.all("input", type="checkbox")}
    assert ticks == {f"idea-{near.id}": None}
    assert [each.text for each in shown.all("option") if each.get("selected") is not None][:1] == ["\u2002\u2002East"]


def test_the_address_names_ideas_to_answer(town):
    ideas = [make_idea(f"Idea number {number}", place=town.east) for number in range(3)]
    shown = page(town.client(town.leader), f"/tracker/new?idea={ideas[0].id}&idea={ideas[2].id}", queries=10)
    ticked = [each.get("name") for each in shown.all("input") if each.get("checked") is not None]
    assert ticked == [f"idea-{ideas[0].id}", f"idea-{ideas[2].id}"]


@pytest.mark.parametrize("word", ["{id}", "#{id}", "/ideas/{id}", "https://town.example/ideas/{id}/a-bench?x=1"])
def test_an_idea_is_added_by_its_number_or_address(town, word):
    idea, first = make_idea("Far away", place=town.east), make_idea(place=town.east)
    answer = post(town, "choose", **{f"idea-{first.id}": "on"}, more=word.format(id=idea.id))
    ticked = {each.get("name") for each in parse(answer.text).iter("input") if each.get("checked") is not None}
    assert (answer.status_code, ticked) == (200, {f"idea-{idea.id}", f"idea-{first.id}"})


@pytest.mark.parametrize("word", ["a bench", "https://example.org/", "99999999"])
def test_what_names_no_idea_is_said_to(town, word):
    assert "field__error" in post(town, "choose", more=word).text
    assert post(town, "publish", more=word).status_code == 400
    assert db.session.scalars(select(Commitment)).all() == []


def test_nothing_is_public_before_it_was_shown(town):
    voter = make_person()
    open_account(voter.id, "voter@example.org")
    idea = make_idea("A bench at the stop", place=town.east, support=2)
    cast_vote(voter.id, idea.id, Choice.PASS)
    about = dict(idea=idea.id, due_on=(TODAY + timedelta(days=30)).isoformat(), cost="$ 2,000", next_step="Measure")
    answer = post(town, **about)
    shown = parse(answer.text)
    assert answer.status_code == 200
    text = words(shown)
    assert "This tells 1 person: 0 who wrote, 1 who voted, 0 who follow. 2 more cannot be reached" in text
    assert "$ 2,000" in text and "Lea Der" in text and "A bench at the stop" in text
    assert db.session.scalars(select(Commitment)).all() == []
    hidden = {each.get("name"): each.get("value") for each in shown.iter("input") if each.get("type") == "hidden"}
    answer = town.client(town.leader).post("/tracker/new", data={**hidden, "step": "publish"})
    made = db.session.scalars(select(Commitment)).one()
    assert (answer.status_code, answer.location) == (303, f"/tracker/{made.id}/new-benches")
    row = get_commitment(made.id)
    assert (row.owner, row.due_on, row.cost, row.next_step) == (
        "Lea Der",
        TODAY + timedelta(days=30),
        "$ 2,000",
        "Measure",
    )
    assert [each.id for each in list_answered(made.id)] == [idea.id]


def test_one_goes_on_writing_with_what_one_wrote(town):
    idea = make_idea(place=town.east)
    answer = post(town, "write", idea=idea.id, measure="Two benches stand")
    values = {each.get("name"): each.get("value") for each in parse(answer.text).iter("input")}
    assert (values["title"], values["measure"]) == ("New benches", "Two benches stand")


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"title": ""}, "title"),
        ({"body": " "}, "promised"),
        ({"due_on": "yesterday"}, "day such as"),
        ({"due_on": "9999-12-31"}, "between"),
        ({"due_on": "2020-01-01"}, "still to come"),
        ({"next_on": "2020-13-01"}, "day such as"),
        ({"owner": "office"}, "Name the office"),
        ({"cost": "x" * 101}, "at most 100"),
        ({"measure": "\u202e"}, "cannot be seen"),
        ({"place": "99999999"}, "no such place"),
        ({"place": "x"}, "no such place"),
        ({"idea-x": "on"}, "cannot be"),
        ({"key": "x" * 65}, "64"),
    ],
)
@pytest.mark.parametrize("step", ["", "publish"])
def test_what_is_wrong_is_said_at_its_place(town, wrong, why, step):
    answer = post(town, step, **wrong)
    assert answer.status_code == 400
    assert why in answer.text
    assert db.session.scalars(select(Commitment)).all() == []


def test_an_office_answers_for_it_or_another_leader(town):
    mayor = make_leader(town.district, "Mayor")
    post(town, "publish", owner="office", office="Parks department")
    post(town, "publish", owner=mayor.person_id, key="another")
    post(town, "publish", owner=town.other.person_id, key="a third")
    owners = [get_commitment(made.id).owner for made in db.session.scalars(select(Commitment).order_by(Commitment.id))]
    assert owners == ["Parks department", "Mayor", "Lea Der"], "who leads nothing there is not offered"


def test_the_same_form_sent_twice_is_one_promise_told_once(town):
    idea = make_idea(place=town.east, support=1)
    for _ in range(2):
        assert post(town, "publish", idea=idea.id).status_code == 303
    assert len(db.session.scalars(select(Commitment)).all()) == 1
    assert len(db.session.scalars(select(News)).all()) == 1


def test_only_leaders_of_the_place_promise(town):
    assert town.client().get("/tracker/new").status_code in (302, 303, 403)
    assert town.client(town.member).get("/tracker/new").status_code == 403
    answer = post(town, "publish", by=town.other, owner=town.other.person_id)
    assert answer.status_code == 400
    assert "no such place" in answer.text
    idea = make_idea(place=town.west)
    assert "not in a place that you lead" in post(town, "publish", idea=idea.id).text
    assert db.session.scalars(select(Commitment)).all() == []


def test_what_is_hidden_is_not_named_to_a_leader(town):
    idea = make_idea("Secret words", place=town.east)
    hide_idea(idea.id)
    answer = town.client(town.leader).get(f"/tracker/new?idea={idea.id}")
    assert "Secret words" not in answer.text
    assert "left out" in answer.text


def test_a_text_is_shown_as_it_will_look(town):
    answer = post(town, "preview")
    assert "<em>Two</em>" in answer.text
