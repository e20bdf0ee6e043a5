"""Whom a commitment concerns: everybody who asked for it, each once, by the strongest way they came."""

from __future__ import annotations

import random

import pytest

from community.accounts.operations import open_account
from community.extensions import db
from community.ideas.models import Choice, Idea
from community.ideas.operations import cast_vote, withdraw_vote
from community.notifications.models import Follow, Route, Thing
from community.persons.operations import join_persons
from community.platform.clock import now
from community.platform.database import execute
from community.themes.models import Theme, ThemeIdea
from community.tracker.queries import audience_of, audience_of_idea, preview_audience, reach_of
from tests.factories import make_commitment, make_idea, make_leader, make_person

pytestmark = pytest.mark.usefixtures("app")


def theme(*ideas: Idea, listed: bool = True) -> Theme:
    at, number = now(), len(db.session.new)
    made = Theme(
        external_id=f"theme-{ideas[0].id if ideas else number}-{listed}", title="Seats", lead="", language="en",
        direction="ltr", place_id=1, created_at=at, recorded_at=at, listed_at=at, listed=listed,
        published_at=at if listed else None, body="", body_html="",
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    db.session.add_all(ThemeIdea(theme_id=made.id, idea_id=idea.id, added_at=at) for idea in ideas)
    db.session.flush()
    return made


def follow(person_id: int, thing: Thing, thing_id: int, *, muted: bool = False) -> None:
    db.session.add(Follow(person_id=person_id, thing=thing, thing_id=thing_id, muted=muted, began_at=now()))
    db.session.flush()


def people(statement) -> dict:
    found = execute(statement).all()
    told = {row[0]: tuple(row[1:]) for row in found}
    assert len(told) == len(found), "somebody is told twice"
    return told


def test_each_person_once_by_the_strongest_route():
    author, voter, follower, fan = (make_person() for _ in range(4))
    named, gathered = make_idea(author=author), make_idea()
    seats = theme(named, gathered)
    for idea in (named, gathered):
        cast_vote(author.id, idea.id, Choice.SUPPORT)
        cast_vote(voter.id, idea.id, Choice.OPPOSE)
    made = make_commitment(ideas=[named], themes=[seats])
    follow(voter.id, Thing.THEME, seats.id)
    follow(follower.id, Thing.IDEA, gathered.id)
    follow(fan.id, Thing.COMMITMENT, made.id)
    assert people(audience_of(made.id)) == {
        author.id: (Route.WROTE, Thing.IDEA, named.id, None),
        voter.id: (Route.VOTED, Thing.IDEA, named.id, "oppose"),
        follower.id: (Route.FOLLOWS, Thing.IDEA, gathered.id, None),
        fan.id: (Route.FOLLOWS, Thing.COMMITMENT, made.id, None),
    }
    assert author.id not in people(audience_of(made.id, but=author.id))
    assert set(people(audience_of_idea(gathered.id))) == {author.id, voter.id, follower.id}


def test_nobody_is_told_of_what_they_muted_or_cannot_see():
    voters = [make_person() for _ in range(5)]
    named, gathered, hidden = make_idea(), make_idea(), make_idea()
    seats = theme(gathered)
    unlisted = theme(make_idea(support=1), listed=False)
    for voter in voters:
        cast_vote(voter.id, gathered.id, Choice.SUPPORT)
    cast_vote(voters[0].id, named.id, Choice.SUPPORT)
    cast_vote(make_person().id, hidden.id, Choice.SUPPORT)
    made = make_commitment(ideas=[named, hidden], themes=[seats])
    hidden.listed, hidden.hidden_at = False, now()
    unlisted_link = theme(make_idea(support=1))
    unlisted_link.listed = False
    unlisted_link.withdrawn_at = now()
    db.session.flush()
    follow(voters[0].id, Thing.THEME, seats.id, muted=True)
    follow(voters[1].id, Thing.THEME, seats.id, muted=True)
    follow(voters[2].id, Thing.COMMITMENT, made.id, muted=True)
    follow(voters[3].id, Thing.IDEA, gathered.id, muted=True)
    assert set(people(audience_of(made.id))) == {voters[0].id, voters[4].id}
    assert unlisted.id


def test_one_person_by_several_doors_is_told_once_with_the_vote_that_counts():
    joined, imported, follower, mute = (make_person() for _ in range(4))
    for person, number in ((joined, 1), (follower, 2)):
        open_account(person.id, f"door-{number}@example.org")
    first, second = make_idea(author=imported), make_idea()
    for person, choice in ((joined, Choice.OPPOSE), (imported, Choice.SUPPORT)):
        cast_vote(person.id, second.id, choice)
    made = make_commitment(themes=[theme(second)])
    follow(mute.id, Thing.COMMITMENT, made.id, muted=True)
    follow(follower.id, Thing.COMMITMENT, made.id)
    both = {imported.id: Choice.SUPPORT, joined.id: Choice.OPPOSE}
    assert {who: row[3] for who, row in people(audience_of(made.id)).items()} == {**both, follower.id: None}
    join_persons(None, imported.id, joined.id, "They said so.")
    join_persons(None, mute.id, follower.id, "They said so.")
    assert people(audience_of(made.id)) == {joined.id: (Route.VOTED, Thing.IDEA, second.id, "oppose")}
    assert people(audience_of_idea(first.id)) == {joined.id: (Route.WROTE, Thing.IDEA, first.id, None)}
    assert people(audience_of(made.id, but=joined.id)) == {}
    withdraw_vote(joined.id, second.id)
    assert people(audience_of(made.id)) == {}


def test_what_is_counted_before_is_whom_it_tells():
    leader, reached = make_leader(), make_person()
    open_account(reached.id, "reached@example.org")
    idea = make_idea(author=make_person(), support=2)
    cast_vote(reached.id, idea.id, Choice.PASS)
    cast_vote(leader.person_id, idea.id, Choice.SUPPORT)
    seats = theme(idea)
    before = preview_audience([], [seats.id], but=leader.person_id)
    assert (before.total, before.by_route, before.unreached) == (1, {Route.VOTED: 1}, 3)
    made = make_commitment(themes=[seats], by=leader)
    assert reach_of(made.id, but=leader.person_id) == before


def test_any_audience_is_that_of_a_plain_model():
    chance = random.Random(7)
    persons = [make_person().id for _ in range(30)]
    ideas = [make_idea(author=db.session.get(type(make_person()), chance.choice(persons))) for _ in range(8)]
    votes = {}
    for _ in range(120):
        person_id, idea, choice = chance.choice(persons), chance.choice(ideas), chance.choice(list(Choice))
        cast_vote(person_id, idea.id, choice)
        votes[person_id, idea.id] = choice.value
    themes = [theme(*chance.sample(ideas, 3)) for _ in range(2)] if ideas[0].id else []
    made = make_commitment(ideas=ideas[:2], themes=themes)
    follows = {}
    for person_id in chance.sample(persons, 15):
        thing, thing_id = chance.choice(
            [(Thing.IDEA, chance.choice(ideas).id), (Thing.THEME, themes[0].id), (Thing.COMMITMENT, made.id)]
        )
        follows[person_id, thing, thing_id] = chance.random() < 0.5
        follow(person_id, thing, thing_id, muted=follows[person_id, thing, thing_id])

    ways = [(idea, None) for idea in ideas[:2]]
    ways += [(idea, each) for each in themes for idea in ideas if (each.id, idea.id) in _gathered()]
    assert people(audience_of(made.id)) == _model(made, ways, themes, votes, follows)


def _gathered():
    return {(row.theme_id, row.idea_id) for row in db.session.query(ThemeIdea)}


def _model(made, ways, themes, votes, follows):
    found: dict = {}

    def hears(person_id, rank, route, thing, thing_id, choice=None, by_theme=None):
        muted = [(Thing.COMMITMENT, made.id), (thing, thing_id), (Thing.THEME, by_theme)]
        if not any(follows.get((person_id, *each)) for each in muted):
            found.setdefault(person_id, []).append((rank, thing_id, (route, thing, thing_id, choice)))

    for idea, by in ways:
        by_theme = by.id if by else None
        if idea.author_id:
            hears(idea.author_id, 0, Route.WROTE, Thing.IDEA, idea.id, None, by_theme)
        for (person_id, idea_id), choice in votes.items():
            if idea_id == idea.id:
                hears(person_id, 1, Route.VOTED, Thing.IDEA, idea.id, choice, by_theme)
    wanted = {(Thing.IDEA, idea.id): 2 for idea, _by in ways}
    wanted |= {(Thing.THEME, each.id): 3 for each in themes} | {(Thing.COMMITMENT, made.id): 4}
    for (person_id, thing, thing_id), muted in follows.items():
        if not muted and (thing, thing_id) in wanted:
            hears(person_id, wanted[thing, thing_id], Route.FOLLOWS, thing, thing_id)
    return {person_id: min(each, key=lambda way: way[:2])[2] for person_id, each in found.items()}
