"""One person, one vote, and counts that are the rows."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from community.extensions import db
from community.ideas.models import Choice, Idea, Status, Vote
from community.ideas.operations import cast_vote, withdraw_vote
from community.platform.errors import Missing, Refused
from tests.factories import make_idea, make_person

pytestmark = pytest.mark.usefixtures("app")


def counts(idea: Idea) -> tuple[int, int, int]:
    db.session.refresh(idea)
    return idea.support_count, idea.oppose_count, idea.pass_count


def rows(idea: Idea) -> dict[Choice, int]:
    found = db.session.execute(select(Vote.choice, func.count()).where(Vote.idea_id == idea.id).group_by(Vote.choice))
    return {choice: number for choice, number in found}


def test_voting_twice_counts_once():
    idea, voter = make_idea(), make_person()
    cast_vote(voter.id, idea.id, Choice.SUPPORT)
    cast_vote(voter.id, idea.id, Choice.SUPPORT)
    assert counts(idea) == (1, 0, 0)
    assert rows(idea) == {Choice.SUPPORT: 1}


@pytest.mark.parametrize("first", Choice)
@pytest.mark.parametrize("second", Choice)
def test_changing_a_vote_moves_it(first, second):
    idea, voter = make_idea(support=2, oppose=1), make_person()
    cast_vote(voter.id, idea.id, first)
    cast_vote(voter.id, idea.id, second)
    expected = {Choice.SUPPORT: 2, Choice.OPPOSE: 1, Choice.PASS: 0}
    expected[second] += 1
    assert counts(idea) == (expected[Choice.SUPPORT], expected[Choice.OPPOSE], expected[Choice.PASS])
    assert sum(rows(idea).values()) == 4


def test_a_changed_vote_keeps_when_it_was_first_cast():
    idea, voter = make_idea(), make_person()
    cast_vote(voter.id, idea.id, Choice.SUPPORT)
    before = db.session.get_one(Vote, (voter.id, idea.id)).created_at
    cast_vote(voter.id, idea.id, Choice.OPPOSE)
    vote = db.session.get_one(Vote, (voter.id, idea.id), populate_existing=True)
    assert vote.created_at == before
    assert vote.changed_at > before


def test_withdrawing_takes_the_vote_back():
    idea, voter = make_idea(support=1), make_person()
    cast_vote(voter.id, idea.id, Choice.OPPOSE)
    withdraw_vote(voter.id, idea.id)
    assert counts(idea) == (1, 0, 0)
    assert rows(idea) == {Choice.SUPPORT: 1}


def test_withdrawing_again_changes_nothing():
    idea, voter = make_idea(support=1), make_person()
    withdraw_vote(voter.id, idea.id)
    withdraw_vote(voter.id, idea.id)
    assert counts(idea) == (1, 0, 0)


@pytest.mark.parametrize("status", [Status.PLANNED, Status.IN_PROGRESS, Status.DONE, Status.DECLINED, Status.MERGED])
def test_voting_has_ended_once_it_is_decided(status):
    idea, voter = make_idea(status=status, support=1), make_person()
    with pytest.raises(Refused):
        cast_vote(voter.id, idea.id, Choice.SUPPORT)
    with pytest.raises(Refused):
        withdraw_vote(voter.id, idea.id)
    assert counts(idea) == (1, 0, 0)


def test_voting_goes_on_while_it_is_under_review():
    idea, voter = make_idea(status=Status.UNDER_REVIEW), make_person()
    cast_vote(voter.id, idea.id, Choice.PASS)
    assert counts(idea) == (0, 0, 1)


def test_there_is_no_voting_on_nothing():
    with pytest.raises(Missing):
        cast_vote(make_person().id, 999_999, Choice.SUPPORT)


def test_scores_follow_the_votes():
    idea = make_idea(support=3, oppose=1)
    before = idea.share_low
    cast_vote(make_person().id, idea.id, Choice.SUPPORT)
    db.session.refresh(idea)
    assert idea.share_low > before
    assert idea.contested > 0
