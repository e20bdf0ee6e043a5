"""Whom a theme concerns hears of it, once."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import select, update

from community.accounts.operations import open_account
from community.extensions import db
from community.ideas.models import Choice
from community.ideas.operations import cast_vote, hide_idea
from community.notifications.models import Event, Follow, News, Notification, Route, Thing
from community.persons.operations import join_persons
from community.platform.clock import now
from community.roles.models import Role
from community.themes import operations, queries
from tests.factories import make_idea, make_person, make_staff, make_theme
from tests.harness.databases import only_sqlite


@pytest.fixture
def moderator(app):
    return make_staff(Role.MODERATOR)


def make_reachable():
    person = make_person()
    open_account(person.id, f"reach-{person.id}@example.org")
    return person


def follow(person, thing, thing_id, *, muted=False, ended=False):
    at = now()
    row = Follow(
        person_id=person.id,
        thing=thing,
        thing_id=thing_id,
        muted=muted,
        began_at=at,
        ended_at=at if ended else None,
    )
    db.session.add(row)
    db.session.flush()


def told(news=None):
    """Who is told what waits or was told, by which route, through which idea, with which vote."""
    rows = select(Notification.person_id, Notification.route, Notification.via_id, Notification.choice).join(
        News, (News.id == Notification.news_id) & News.cancelled_at.is_(None)
    )
    return {person_id: (route, via_id, choice) for person_id, route, via_id, choice in db.session.execute(rows)}


def test_everybody_is_told_once_by_their_first_route(moderator):
    author, voter, follower = make_reachable(), make_reachable(), make_reachable()
    voted, written = make_idea(), make_idea(author=author)
    for person in (author, voter):
        cast_vote(person.id, voted.id, Choice.OPPOSE)
    for person in (author, voter, follower):
        follow(person, Thing.IDEA, written.id)
    theme = make_theme(by=moderator, ideas=[voted, written])
    assert told() == {
        author.id: (Route.WROTE, written.id, None),
        voter.id: (Route.VOTED, voted.id, "oppose"),
        follower.id: (Route.FOLLOWS, written.id, None),
    }
    news = db.session.scalars(select(News)).one()
    assert (news.event, news.thing, news.thing_id, news.told_count) == (Event.GATHERED, Thing.THEME, theme.id, 3)


def test_whom_it_does_not_reach_is_counted(moderator):
    make_theme(by=moderator, ideas=[make_idea(support=3)])
    news = db.session.scalars(select(News)).one()
    assert (news.told_count, news.unreached_count) == (0, 3)


def test_who_does_not_wish_to_hear_is_left_out(moderator):
    idea, other = make_idea(), make_idea()
    theme = make_theme(by=moderator, ideas=[idea, other], published=False)
    deaf, half_deaf, gone = make_reachable(), make_reachable(), make_reachable()
    for person in (deaf, half_deaf):
        cast_vote(person.id, idea.id, Choice.SUPPORT)
        cast_vote(person.id, other.id, Choice.PASS)
    follow(deaf, Thing.THEME, theme.id, muted=True)
    follow(half_deaf, Thing.IDEA, idea.id, muted=True)
    follow(gone, Thing.IDEA, idea.id, ended=True)
    operations.publish_theme(moderator, theme.id)
    assert told() == {half_deaf.id: (Route.VOTED, other.id, "pass")}


def test_who_did_it_is_not_told(moderator):
    idea = make_idea()
    cast_vote(moderator.person_id, idea.id, Choice.SUPPORT)
    make_theme(by=moderator, ideas=[idea])
    assert told() == {}


def test_nobody_hears_of_an_idea_that_nobody_sees(moderator):
    idea, voter = make_idea(), make_reachable()
    cast_vote(voter.id, idea.id, Choice.SUPPORT)
    theme = make_theme(by=moderator, ideas=[idea, make_idea()], published=False)
    hide_idea(idea.id)
    operations.publish_theme(moderator, theme.id)
    assert told() == {}


def test_who_comes_in_later_is_told_and_nobody_twice(moderator):
    first, second = make_idea(), make_idea()
    early, late = make_reachable(), make_reachable()
    cast_vote(early.id, first.id, Choice.SUPPORT)
    for person in (early, late):
        cast_vote(person.id, second.id, Choice.SUPPORT)
    theme = make_theme(by=moderator, ideas=[first])
    operations.add_to_theme(moderator, theme.id, [second.id])
    assert told() == {early.id: (Route.VOTED, first.id, "support"), late.id: (Route.VOTED, second.id, "support")}
    assert [news.told_count for news in db.session.scalars(select(News).order_by(News.id))] == [1, 1]
    operations.withdraw_theme(moderator, theme.id)
    assert told() == {}
    operations.publish_theme(moderator, theme.id)
    assert set(told()) == {early.id, late.id}


def test_who_was_told_is_not_told_again_when_it_is_published_again(moderator):
    idea, voter = make_idea(), make_reachable()
    cast_vote(voter.id, idea.id, Choice.SUPPORT)
    theme = make_theme(by=moderator, ideas=[idea])
    db.session.execute(update(News).values(due_at=now()))
    operations.withdraw_theme(moderator, theme.id)
    operations.publish_theme(moderator, theme.id)
    assert [news.told_count for news in db.session.scalars(select(News).order_by(News.id))] == [1, 0]


def test_who_would_hear_for_the_sake_of_an_idea_taken_out_is_spared(moderator):
    kept, mistaken = make_idea(), make_idea()
    one, both = make_reachable(), make_reachable()
    cast_vote(one.id, mistaken.id, Choice.SUPPORT)
    for idea in (mistaken, kept):
        cast_vote(both.id, idea.id, Choice.OPPOSE)
    theme = make_theme(by=moderator, ideas=[mistaken, kept])
    db.session.execute(update(Notification).values(via_id=mistaken.id))
    due = db.session.scalar(select(News.due_at))
    operations.remove_from_theme(moderator, theme.id, [mistaken.id])
    assert told() == {both.id: (Route.VOTED, kept.id, "oppose")}
    assert set(db.session.scalars(select(News.due_at))) == {due}
    assert [(news.told_count, news.unreached_count) for news in db.session.scalars(select(News).order_by(News.id))] == [
        (0, 0), (1, 0),
    ]  # fmt: skip


def test_who_came_by_several_doors_is_one(moderator):
    imported, joined, follower = make_person(), make_reachable(), make_reachable()
    first, second = make_idea(), make_idea()
    cast_vote(imported.id, first.id, Choice.SUPPORT)
    cast_vote(joined.id, first.id, Choice.OPPOSE)
    cast_vote(imported.id, second.id, Choice.PASS)
    follow(follower, Thing.IDEA, second.id)
    theme = make_theme(by=moderator, ideas=[first, second], published=False)
    join_persons(None, imported.id, joined.id, "They said so.")
    operations.publish_theme(moderator, theme.id)
    assert told() == {
        joined.id: (Route.VOTED, first.id, "oppose"),
        follower.id: (Route.FOLLOWS, second.id, None),
    }
    db.session.refresh(theme)
    assert theme.people_count == 1


@only_sqlite
@pytest.mark.parametrize("seed", range(10))
def test_the_audience_is_what_a_plain_model_says(moderator, seed):
    dice = random.Random(seed)
    people = [make_person().id for _ in range(12)]
    ideas = [make_idea() for _ in range(5)]
    theme = make_theme(by=moderator, ideas=ideas[:4], published=False)
    wrote, votes, follows, muted = {}, {}, set(), set()
    for idea in ideas:
        wrote[idea.id] = idea.author_id = dice.choice([None, *people])
        for person_id in people:
            if dice.random() < 0.3:
                votes[person_id, idea.id] = dice.choice(list(Choice))
                cast_vote(person_id, idea.id, votes[person_id, idea.id])
            if dice.random() < 0.3:
                (muted if dice.random() < 0.5 else follows).add((person_id, idea.id))
    db.session.flush()
    for person_id, idea_id in follows | muted:
        row = Follow(person_id=person_id, thing=Thing.IDEA, thing_id=idea_id, began_at=now())
        row.muted = (person_id, idea_id) in muted
        db.session.add(row)
    db.session.flush()
    hide_idea(ideas[0].id)
    expected = {}
    for person_id in people:
        mine = [idea.id for idea in ideas[1:4] if (person_id, idea.id) not in muted]
        for route, found in (
            (Route.WROTE, [each for each in mine if wrote[each] == person_id]),
            (Route.VOTED, [each for each in mine if (person_id, each) in votes]),
            (Route.FOLLOWS, [each for each in mine if (person_id, each) in follows]),
        ):
            if found:
                choice = votes[person_id, found[0]] if route is Route.VOTED else None
                expected[person_id] = (route, Thing.IDEA, found[0], choice)
                break
    rows = db.session.execute(queries.audience_of_theme(theme.id, [idea.id for idea in ideas])).all()
    assert len(rows) == len(expected)
    assert {person_id: tuple(way) for person_id, *way in rows} == expected
