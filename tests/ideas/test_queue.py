"""The quick queue: one idea at a time, those first of which one more vote tells most."""

from __future__ import annotations

import re
from itertools import product

import pytest

from community.extensions import db
from community.ideas import queries
from community.ideas.models import Choice, Idea, Status, Vote
from community.ideas.operations import cast_vote, hide_idea
from community.ideas.operations.recount import wrong_counts
from community.ideas.ranking import unsure
from community.persons.operations import join_persons
from community.roles.models import Role
from community.themes.queries import IDEAS_OF_THEME
from community.writing.models import Pending
from tests.factories import make_idea, make_person, make_place, make_staff, make_theme, root
from tests.harness.statements import recorded


def test_a_vote_tells_most_where_few_voted_and_people_do_not_agree():
    assert unsure(0, 0, 0) == 1
    for s, o, p in product(range(12), range(12), range(4)):
        now, chance = unsure(s, o, p), (s + 1) / (s + o + 2)
        assert 0 < now <= 1
        assert now == unsure(o, s, p)
        assert unsure(s, o, p + 1) < now
        # Whatever the next one says, on average it leaves less to be learned.
        assert chance * unsure(s + 1, o, p) + (1 - chance) * unsure(s, o + 1, p) < now
        if s > o:
            assert unsure(s - 1, o + 1, p) >= now or s - 1 < o
            assert unsure(2 * s, 2 * o, p) < now


def walk(person_id, **scope):
    """Everything that the queue asks this person, in order; each is voted on."""
    asked = []
    while True:
        progress = queries.queue_progress(person_id, **scope)
        idea_id = queries.next_in_queue(person_id, progress, **scope)
        assert progress.done == len(asked)
        assert (idea_id is None) == (progress.done == progress.total)
        if idea_id is None:
            return asked
        asked.append(idea_id)
        cast_vote(person_id, idea_id, Choice.PASS)


@pytest.mark.usefixtures("app")
def test_it_asks_for_everything_once_and_for_nothing_that_is_decided_hidden_or_closed():
    city, closed = make_place("City"), make_place("Closed")
    ward = make_place("Ward", under=city)
    closed.voting = False
    here = [make_idea(place=place, support=number % 3) for number, place in enumerate([city, ward] * 4)]
    under_review = make_idea(place=ward, status=Status.UNDER_REVIEW)
    elsewhere = [make_idea(), make_idea()]
    make_idea(place=ward, status=Status.DONE)
    make_idea(place=closed)
    hidden = make_idea(place=ward)
    theme = make_theme(ideas=[here[0], here[1], elsewhere[0], hidden])
    hide_idea(hidden.id)
    db.session.flush()
    all_here = {idea.id for idea in (*here, under_review)}
    everywhere = all_here | {idea.id for idea in elsewhere}
    in_theme = {here[0].id, here[1].id, elsewhere[0].id}
    for scope, expected in (
        ({}, everywhere),
        ({"place_id": city.id}, all_here),
        ({"within": IDEAS_OF_THEME, "within_id": theme.id}, in_theme),
        ({"within": IDEAS_OF_THEME, "within_id": theme.id, "place_id": city.id}, in_theme & all_here),
    ):
        asked = walk(make_person().id, **scope)
        assert (set(asked), len(asked)) == (expected, len(expected))
    assert list(wrong_counts()) == []


@pytest.mark.usefixtures("app")
def test_those_come_first_of_which_a_vote_tells_most(monkeypatch):
    monkeypatch.setattr("community.ideas.queries.queue.FEW", 1)
    city = make_place("City")
    ideas = [make_idea(place=city, support=s, oppose=o) for s, o in ((3, 0), (0, 0), (2, 2), (0, 5), (1, 0))]
    db.session.flush()
    for idea in ideas:
        db.session.refresh(idea)
    expected = sorted(ideas, key=lambda idea: (-idea.unsure, -idea.id))
    for scope, few in (({}, False), ({"place_id": city.id}, True), ({"place_id": city.id}, False)):
        seen, of = [], queries.Progress(1 if few else 10_000, 0, 10)
        while (idea_id := queries.next_in_queue(None, of, without=seen, **scope)) is not None:
            seen.append(idea_id)
        assert seen == [idea.id for idea in expected]


@pytest.mark.usefixtures("app")
def test_what_one_voted_on_by_another_door_does_not_come_again():
    one, other, idea = make_person(), make_person(), make_idea()
    cast_vote(other.id, idea.id, Choice.SUPPORT)
    join_persons(make_staff(Role.ADMIN).person_id, other.id, one.id, "The same")
    assert walk_none(one.id)


def walk_none(person_id):
    progress = queries.queue_progress(person_id)
    return queries.next_in_queue(person_id, progress) is None and progress.done == progress.total


def field(page, name):
    return re.search(rf'name="{name}" value="(\d+)"', page)[1]


def test_without_script_each_answer_leads_to_the_next_and_can_be_undone(app, client):
    person, place = make_person(), make_place("Ward")
    ideas = {make_idea(place=place).id for _ in range(3)}
    client.sign_in(person.id)
    here, asked = f"/ideas/queue?place={place.id}", []
    for number in range(3):
        page = client.get(here).text
        assert f"You voted on {number} of 3" in page
        asked.append(int(re.search(r'queue__vote.*?name="idea" value="(\d+)"', page, re.DOTALL)[1]))
        answer = client.post("/ideas/queue", data={"idea": asked[-1], "place": place.id, "choice": "oppose"})
        assert answer.status_code == 303
        here = answer.location
    assert set(asked) == ideas
    page = client.get(here).text
    assert "Nothing is left here" in page
    assert client.post("/ideas/queue", data={"idea": asked[-1], "place": place.id, "choice": "withdraw"}).location == (
        f"/ideas/queue?place={place.id}&idea={asked[-1]}"
    )
    assert db.session.query(Vote).filter_by(person_id=person.id).count() == 2
    assert f'value="{asked[-1]}"' in client.get(f"/ideas/queue?place={place.id}").text


def test_visitors_votes_wait_do_not_come_again_and_count_once_signed_in(app, client):
    ideas = [make_idea() for _ in range(3)]
    first = client.post("/ideas/queue", data={"idea": ideas[0].id, "choice": "support"})
    assert first.location == f"/ideas/queue?undo={ideas[0].id}"
    client.post("/ideas/queue", data={"idea": ideas[1].id, "choice": "pass"})
    page = client.get("/ideas/queue").text
    assert "You voted on 2 of 3" in page
    assert re.search(r'queue__vote.*?name="idea" value="(\d+)"', page, re.DOTALL)[1] == str(ideas[2].id)
    client.post("/ideas/queue", data={"idea": ideas[1].id, "choice": "oppose"})
    assert db.session.query(Pending).count() == 2
    client.post("/ideas/queue", data={"idea": ideas[1].id, "choice": "withdraw"})
    assert db.session.query(Pending).count() == 1
    assert db.session.query(Vote).count() == 0


def test_what_makes_no_sense_or_came_too_late_says_so_and_goes_on(app, client):
    done, person = make_idea(status=Status.DONE), make_person()
    client.sign_in(person.id)
    late = client.post("/ideas/queue", data={"idea": done.id, "choice": "support"})
    assert (late.status_code, late.location) == (303, "/ideas/queue")
    assert "it has been decided" in client.get("/ideas/queue").text
    for said in ({"idea": "x", "choice": "support"}, {"idea": done.id, "choice": "maybe"}):
        assert client.post("/ideas/queue", data=said).status_code == 400


def test_a_card_costs_as_many_statements_with_one_vote_as_with_many(app, client):
    person = make_person()
    for _ in range(4):
        make_idea()
    client.sign_in(person.id)
    counts = []
    for idea in db.session.query(Idea).all()[:3]:
        with recorded() as statements:
            client.get("/ideas/queue")
        counts.append(len(statements))
        cast_vote(person.id, idea.id, Choice.SUPPORT)
    assert len(set(counts)) == 1
    assert root().id == 1
