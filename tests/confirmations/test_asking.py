"""Asking back: who was told of a delivery is asked once, some days later."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from community.confirmations.jobs import ask
from community.confirmations.operations import ask_due
from community.confirmations.queries import get_question, list_open
from community.extensions import db
from community.ideas.models import Choice
from community.ideas.operations import hide_idea
from community.notifications.models import Event, News, Notification, Route
from community.platform.clock import now
from community.site.models import Name
from community.site.operations import change_setting
from community.tracker.models import Status
from community.tracker.operations import record_update
from tests.confirmations.conftest import deliver
from tests.factories import make_person, make_viewer
from tests.harness.databases import only_sqlite


def asked_rows():
    rows = select(func.count()).select_from(Notification).join(News).where(News.event == Event.ASKED)
    return db.session.scalar(rows)


def test_everybody_who_was_told_is_asked_once(app):
    told = deliver(voters=3)
    assert ask() == 1
    assert asked_rows() == 3
    assert told.fresh().asked_count == 3
    assert ask() == 0
    assert asked_rows() == 3


def test_nobody_is_asked_before_it_is_time(app):
    told = deliver()
    told.commitment.ask_at = now() + timedelta(hours=1)
    db.session.flush()
    assert ask_due() is None


def test_what_is_not_delivered_any_more_is_not_asked_about(app):
    told = deliver()
    record_update(told.leader, told.commitment.id, "It broke, work goes on.", begun=True)
    assert told.fresh().status is Status.IN_PROGRESS
    assert ask_due() is None


def test_the_question_names_what_one_said(asked):
    question = get_question(asked.step_id, asked.voters[0].person_id)
    assert (question.route, question.idea_title, question.choice) == (
        Route.VOTED,
        "Light on the river path",
        Choice.SUPPORT,
    )
    assert question.stands
    assert question.answer is None


def test_the_question_does_not_name_what_is_hidden(asked):
    hide_idea(asked.idea.id)
    question = get_question(asked.step_id, asked.voters[0].person_id)
    assert question.idea_title is None
    assert question.idea_url is None


def test_who_was_not_asked_has_no_question(asked):
    assert get_question(asked.step_id, make_viewer(make_person()).person_id) is None
    assert get_question(asked.step_id + 1, asked.voters[0].person_id) is None


@only_sqlite
def test_open_questions_are_those_without_an_answer(asked):
    first, second = asked.voters[:2]
    asked.answer("yes")
    assert list_open(first.person_id) == []
    assert [question.title for question in list_open(second.person_id)] == ["Lamps along the river"]


def test_the_next_report_is_asked_about_anew(asked):
    asked.answer("no")
    record_update(asked.leader, asked.commitment.id, "We look at it again.", begun=True)
    assert asked.fresh().no_count == 0
    assert not get_question(asked.step_id, asked.voters[0].person_id).stands


@only_sqlite
def test_admins_say_after_how_many_days_people_are_asked(app):
    change_setting(None, Name.ASK_DAYS, "30")
    told = deliver()
    assert timedelta(days=29) < told.fresh().ask_at - told.commitment.recorded_at < timedelta(days=31)
    assert ask() == 0
