"""Moderators who do things at once do not get in each other's way, and nothing is done twice."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from community.extensions import db
from community.ideas.models import Choice
from community.ideas.operations import cast_vote
from community.notifications.models import News, Notification
from community.platform.errors import Problem
from community.record.models import RecordNote
from community.roles.models import Role
from community.themes.models import Theme, ThemeIdea, ThemeVersion
from community.themes.operations import (
    add_to_theme,
    count_people,
    edit_theme,
    make_theme,
    publish_theme,
    remove_from_theme,
    withdraw_theme,
)
from tests import factories
from tests.factories import make_idea, make_person, make_staff, make_viewer


@pytest.fixture
def scene(own_app):
    """Six moderators, a draft with an idea, and two more ideas with a vote each."""
    with own_app.app_context():
        moderators = [make_staff(Role.MODERATOR) for _ in range(6)]
        voter = make_viewer(make_person())
        ideas = [make_idea(support=1) for _ in range(3)]
        for idea in ideas:
            cast_vote(voter.person_id, idea.id, Choice.SUPPORT)
        theme = factories.make_theme(by=moderators[0], ideas=ideas[:1], published=False)
        made = moderators, theme.id, [idea.id for idea in ideas]
        db.session.commit()
    return own_app, *made


def at_once(app, acts):
    """Run all of these at once, each in a context of its own; count what came of them."""

    def run(act):
        with app.app_context():
            try:
                act()
                db.session.commit()
            except Problem as problem:
                return type(problem).__name__
            else:
                return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(run, acts))


def count(model, *where):
    return db.session.scalar(select(func.count()).select_from(model).where(*where))


def test_the_same_idea_gathered_by_many_at_once_stands_there_once(scene):
    app, moderators, theme_id, ideas = scene
    orders = [ideas, ideas[::-1]]
    acts = [lambda who=who, at=at: add_to_theme(who, theme_id, orders[at % 2]) for at, who in enumerate(moderators)]
    assert at_once(app, acts) == {"done": 6}
    with app.app_context():
        assert count(ThemeIdea) == 3
        assert db.session.scalar(select(Theme.people_count)) == 4


def test_published_by_many_at_once_it_is_told_once(scene):
    app, moderators, theme_id, _ideas = scene
    assert at_once(app, [lambda who=who: publish_theme(who, theme_id) for who in moderators]) == {"done": 6}
    with app.app_context():
        assert (count(News), count(Notification), count(RecordNote)) == (1, 1, 1)


def test_published_and_withdrawn_at_once_it_is_one_of_both(scene):
    app, moderators, theme_id, _ideas = scene
    acts = [publish_theme, withdraw_theme] * 3
    done = at_once(
        app, [lambda who=who, act=act: act(who, theme_id) for who, act in zip(moderators, acts, strict=True)]
    )
    assert done == {"done": 6}
    with app.app_context():
        theme = db.session.get(Theme, theme_id)
        assert theme.listed is (theme.withdrawn_at is None)
        standing = 1 if theme.listed else 0
        assert count(News, News.cancelled_at.is_(None)) == standing
        assert count(RecordNote) == standing


def test_gathered_while_it_is_published_all_are_told_once(scene):
    app, moderators, theme_id, ideas = scene
    acts = [lambda: publish_theme(moderators[0], theme_id)]
    acts += [
        lambda who=who, at=at: add_to_theme(who, theme_id, [ideas[1 + at % 2]]) for at, who in enumerate(moderators[1:])
    ]
    assert at_once(app, acts) == {"done": 6}
    with app.app_context():
        assert (count(ThemeIdea), count(Notification)) == (3, 1)


def test_removed_and_put_back_at_once_it_stands_there_once_or_not(scene):
    app, moderators, theme_id, ideas = scene
    acts = [
        lambda who=who, at=at: (
            remove_from_theme(who, theme_id, [ideas[0]]) if at % 2 else add_to_theme(who, theme_id, [ideas[0]])
        )
        for at, who in enumerate(moderators)
    ]
    assert at_once(app, acts) == {"done": 6}
    with app.app_context():
        assert count(ThemeIdea, ThemeIdea.ended_at.is_(None)) in (0, 1)


def test_of_many_who_edit_one_version_one_does(scene):
    app, moderators, theme_id, _ideas = scene
    acts = [
        lambda who=who, at=at: edit_theme(who, theme_id, f"Title {at}", "", version=1)
        for at, who in enumerate(moderators)
    ]
    assert at_once(app, acts) == {"done": 1, "Outdated": 5}
    with app.app_context():
        assert count(ThemeVersion) == 2


def test_a_form_sent_many_times_at_once_makes_one_theme(scene):
    app, moderators, _theme_id, ideas = scene
    acts = [
        lambda: make_theme(moderators[0], 1, "Twice", "", language="en", idea_ids=ideas, key="one") for _ in range(6)
    ]
    assert at_once(app, acts) == {"done": 6}
    with app.app_context():
        assert (count(Theme), count(ThemeIdea)) == (2, 4)


def test_votes_go_on_while_people_are_counted(scene):
    app, moderators, theme_id, ideas = scene
    with app.app_context():
        add_to_theme(moderators[0], theme_id, ideas)
        voters = [make_person().id for _ in range(3)]
        db.session.commit()
    acts = [lambda who=who: cast_vote(who, ideas[0], Choice.SUPPORT) for who in voters]
    acts += [lambda: count_people([theme_id])] * 3
    assert at_once(app, acts) == {"done": 6}
    with app.app_context():
        count_people([theme_id])
        assert db.session.scalar(select(Theme.people_count).where(Theme.id == theme_id)) == 7
