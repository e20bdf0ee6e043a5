"""A leader says no: with a reason, what would change it, and a day to look at it again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from community.accounts.operations import open_account
from community.extensions import db
from community.ideas.models import Status
from community.ideas.queries import list_status_steps
from community.notifications.models import Event, News, Notification, Thing
from community.platform.clock import now
from community.platform.errors import Missing, Refused, Unclear
from community.record.models import RecordNote
from community.tracker import operations
from community.tracker.models import Decline
from tests.factories import make_commitment, make_idea, make_leader, make_person, make_place, make_viewer

pytestmark = pytest.mark.usefixtures("app")

TODAY = now().date()
IN_A_YEAR = TODAY + timedelta(days=365)


def decline(leader, idea, **said):
    words = {"reason": "There is no money.", "change_mind": "A sponsor.", "review_on": IN_A_YEAR, **said}
    return operations.decline_idea(leader, idea.id, words["reason"], words["change_mind"], words["review_on"])


def status_of(idea):
    db.session.refresh(idea)
    return idea.status


def test_a_no_says_why_and_what_would_change_it_and_is_told():
    author, leader = make_person(), make_leader()
    open_account(author.id, "author@example.org")
    idea = make_idea(author=author, support=2)
    said = decline(leader, idea)
    assert status_of(idea) is Status.DECLINED
    assert list_status_steps(idea.id)[0].reason == "There is no money."
    news = db.session.scalars(select(News)).one()
    assert (news.event, news.thing, news.thing_id, news.step_id) == (
        Event.DECLINED, Thing.IDEA, idea.id, said.status_change_id,
    )  # fmt: skip
    assert (news.told_count, news.unreached_count) == (1, 2)
    assert db.session.scalars(select(Notification.person_id)).all() == [author.id]
    note = db.session.scalars(select(RecordNote)).one()
    assert note.kind == "declined"
    assert "sponsor" not in note.facts


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"reason": "  "}, "why"),
        ({"change_mind": ""}, "change"),
        ({"review_on": None}, "future"),
        ({"review_on": TODAY}, "future"),
        ({"review_on": TODAY - timedelta(days=1)}, "future"),
    ],
)
def test_a_no_needs_all_three(said, why):
    idea = make_idea()
    with pytest.raises(Unclear, match=why):
        decline(make_leader(), idea, **said)
    assert status_of(idea) is Status.OPEN


@pytest.mark.parametrize("status", [Status.PLANNED, Status.IN_PROGRESS, Status.DONE, Status.MERGED])
def test_what_is_decided_is_not_declined(status):
    with pytest.raises(Refused, match="decided"):
        decline(make_leader(), make_idea(status=status))


def test_only_who_leads_there_says_no():
    east, west = make_place(), make_place()
    for who in (make_leader(west), make_viewer(make_person())):
        with pytest.raises(Missing):
            decline(who, make_idea(place=east))


def test_saying_the_same_no_again_changes_nothing_and_another_is_refused():
    leader, idea = make_leader(), make_idea()
    assert decline(leader, idea).id == decline(leader, idea).id
    with pytest.raises(Refused):
        decline(leader, idea, reason="Something else.")
    assert len(db.session.scalars(select(Decline)).all()) == 1


def test_what_is_promised_later_is_planned_again():
    leader, idea = make_leader(), make_idea()
    decline(leader, idea)
    make_commitment(by=leader, ideas=[idea])
    assert status_of(idea) is Status.PLANNED


def test_a_no_is_taken_back_within_minutes():
    leader, idea = make_leader(), make_idea(status=Status.UNDER_REVIEW, support=1)
    said = decline(leader, idea)
    operations.take_back_decline(make_leader(), idea.id)
    operations.take_back_decline(leader, idea.id)  # changes nothing more
    assert status_of(idea) is Status.UNDER_REVIEW
    assert db.session.scalars(select(News)).one().cancelled_at
    assert [note.about for note in db.session.scalars(select(RecordNote)) if "decline" in note.about] == []
    again = decline(leader, idea)
    assert again.id != said.id
    again.declined_at -= timedelta(minutes=10)
    db.session.flush()
    with pytest.raises(Refused, match="ten minutes"):
        operations.take_back_decline(leader, idea.id)
    with pytest.raises(Missing):
        operations.take_back_decline(make_viewer(make_person()), idea.id)
