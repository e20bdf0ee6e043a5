"""How many people stand behind a theme is counted anew when it may have changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from community.extensions import db
from community.ideas.models import Choice
from community.ideas.operations import cast_vote, withdraw_vote
from community.platform.clock import now
from community.roles.models import Role
from community.themes import jobs, operations, queries
from community.themes.models import Theme
from community.themes.operations.count import wrong_counts
from community.themes.queries.counted import RECOUNT_AFTER
from tests.factories import make_idea, make_person, make_staff, make_theme


@pytest.fixture
def moderator(app):
    return make_staff(Role.MODERATOR)


def recount() -> None:
    """Let the worker count, which begins a transaction of its own."""
    db.session.commit()
    jobs.count()


def people(theme) -> int:
    return db.session.scalar(select(Theme.people_count).where(Theme.id == theme.id))


def test_people_are_counted_once_over_all_ideas(moderator):
    first, second = make_idea(support=2), make_idea(oppose=1)
    both = make_person()
    for idea in (first, second):
        cast_vote(both.id, idea.id, Choice.PASS)
    theme = make_theme(by=moderator, ideas=[first, second], published=False)
    assert people(theme) == 4
    operations.remove_from_theme(moderator, theme.id, [second.id])
    assert people(theme) == 3
    operations.add_to_theme(moderator, theme.id, [second.id])
    assert people(theme) == 4


def test_only_what_changed_is_counted_again(moderator):
    quiet, lively = make_theme(by=moderator), make_theme(by=moderator, ideas=[idea := make_idea(support=1)])
    assert queries.list_stale() == []
    cast_vote(make_person().id, idea.id, Choice.SUPPORT)
    assert queries.list_stale() == [lively.id]
    db.session.execute(update(Theme).where(Theme.id == quiet.id).values(counted_at=now() - timedelta(days=2)))
    assert queries.list_stale() == [quiet.id, lively.id]
    assert queries.list_stale(1) == [quiet.id]


def test_new_votes_are_counted_however_many_themes_have_some(moderator, monkeypatch):
    monkeypatch.setattr(jobs, "AT_ONCE", 1)
    other = make_theme(by=moderator)
    db.session.execute(update(Theme).values(counted_at=None))
    theme = make_theme(by=moderator, ideas=[idea := make_idea(support=1)])
    cast_vote(make_person().id, idea.id, Choice.SUPPORT)
    assert people(theme) == 1
    recount()
    assert people(theme) == 2
    assert db.session.scalar(select(Theme.counted_at).where(Theme.id == other.id))


def test_a_wrong_count_is_found_and_put_right(moderator):
    theme, _right = make_theme(by=moderator, ideas=[make_idea(support=2)]), make_theme(by=moderator)
    db.session.execute(update(Theme).where(Theme.id == theme.id).values(people_count=7))
    assert list(wrong_counts()) == [(theme.external_id, 7, 2)]
    assert people(theme) == 7
    assert len(list(wrong_counts(repair=True))) == 1
    assert people(theme) == 2
    assert list(wrong_counts()) == []


def test_a_vote_exchanged_for_another_is_found_within_a_day(moderator):
    shared = make_person()
    first, second = make_idea(), make_idea()
    for idea in (first, second):
        cast_vote(shared.id, idea.id, Choice.SUPPORT)
    theme = make_theme(by=moderator, ideas=[first, second])
    withdraw_vote(shared.id, first.id)
    cast_vote(make_person().id, first.id, Choice.SUPPORT)
    recount()
    assert people(theme) == 1
    db.session.execute(update(Theme).values(counted_at=now() - RECOUNT_AFTER - timedelta(seconds=1)))
    recount()
    assert people(theme) == 2
