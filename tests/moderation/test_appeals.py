"""Whom a decision is about appeals once; another moderator answers; what is taken back is as it was."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from community.extensions import db
from community.ideas.models import Idea
from community.moderation.models import Act, Appeal, Decision
from community.moderation.rules import may_answer, may_appeal
from community.platform.mail.models import OutgoingMail
from community.roles.models import Role
from tests.factories import make_person
from tests.harness.pages import page


@pytest.fixture
def hidden(town):
    """An idea that was hidden, and the decision."""
    idea = town.idea()
    assert town.decide(town.moderator, f"{idea.id}-0").status_code == 303
    return idea, db.session.scalars(select(Decision)).one()


def appeal(town, decision, person=None, said="It is no advertisement."):
    return town.client(person or town.author).post(f"/decisions/{decision.id}/appeal", data={"said": said})


def answer(town, decision, person, act="overturn", sentence="You are right."):
    form = {"act": act, "sentence": sentence}
    return town.client(person).post(f"/decisions/{decision.id}/answer", data=form)


def is_hidden(idea):
    db.session.expire_all()
    return db.session.get_one(Idea, idea.id).hidden_at is not None


def shown_to(town, person, decision):
    return page(town.client(person), f"/decisions/{decision.id}", queries=9)


def last_mail():
    return db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc())).first()


def test_an_appeal_is_sent_once_and_waits_for_another_moderator(town, hidden):
    _idea, decision = hidden
    shown = shown_to(town, town.author, decision)
    assert shown.all("textarea", name="said")
    assert appeal(town, decision).status_code == 303
    assert appeal(town, decision, said="Again").status_code == 409
    assert [row.said for row in db.session.scalars(select(Appeal))] == ["It is no advertisement."]
    assert "Desk 1 waiting" in page(town.client(town.other), "/about", queries=8).text
    assert "waiting" not in page(town.client(town.moderator), "/about", queries=8).text
    assert "you decided: another moderator answers" in page(town.client(town.moderator), "/moderation", queries=8).text
    assert "It waits for a moderator other" in shown_to(town, town.author, decision).text


def test_overturning_restores_exactly_and_tells_the_author(town, hidden):
    idea, decision = hidden
    appeal(town, decision)
    assert answer(town, decision, town.other).status_code == 303
    assert not is_hidden(idea)
    assert town.client(None).get(f"/ideas/{idea.id}/a-bench").status_code == 200
    made = db.session.scalars(select(Decision).order_by(Decision.id.desc())).first()
    assert (made.act, made.about_id, made.rule, made.person_id) == (Act.OVERTURN, decision.id, 5, town.other.id)
    assert last_mail().subject == "Your appeal: the decision is taken back"
    assert "This decision was taken back." in shown_to(town, town.author, decision).text


def test_upholding_leaves_it_as_it_is(town, hidden):
    idea, decision = hidden
    appeal(town, decision)
    assert answer(town, decision, town.other, act="uphold", sentence="It is one.").status_code == 303
    assert is_hidden(idea)
    assert last_mail().subject == "Your appeal: the decision stands"
    assert "It is one." in last_mail().text
    shown = shown_to(town, town.author, decision)
    assert "It is one." in shown.text
    assert not shown.all("textarea")


def test_who_decided_does_not_answer_and_neither_does_the_author(town, hidden):
    _idea, decision = hidden
    appeal(town, decision)
    assert not shown_to(town, town.moderator, decision).all("textarea")
    assert answer(town, decision, town.moderator).status_code == 409
    assert answer(town, decision, town.author).status_code == 403
    assert db.session.scalars(select(Appeal.answer_id)).one() is None


def test_moderators_of_elsewhere_do_not_answer(town, hidden):
    idea, decision = hidden
    appeal(town, decision)
    elsewhere = town.staff(Role.MODERATOR, town.west)
    assert answer(town, decision, elsewhere).status_code == 404
    assert answer(town, decision, elsewhere, act="").status_code == 404
    assert "waiting" not in page(town.client(elsewhere), "/about", queries=8).text
    assert is_hidden(idea)


def test_the_second_answer_is_told_of_the_first(town, hidden):
    _idea, decision = hidden
    appeal(town, decision)
    third = town.staff(Role.MODERATOR, town.east)
    answer(town, decision, town.other, act="uphold", sentence="First answer.")
    late = answer(town, decision, third)
    assert late.status_code == 409
    assert "First answer." in late.text
    assert db.session.scalars(select(Decision.act).where(Decision.about_id == decision.id)).all() == [Act.UPHOLD]


def test_nobody_appeals_for_somebody_else(town, hidden):
    _idea, decision = hidden
    for person in (make_person(), town.moderator, town.other):
        assert appeal(town, decision, person).status_code == 404
    assert appeal(town, decision, said="  ").status_code == 400
    assert db.session.scalars(select(Appeal)).all() == []


def test_what_was_taken_back_is_not_appealed(town, hidden):
    idea, decision = hidden
    town.decide(town.other, f"{idea.id}-{decision.id}", act="restore", sentence="Mistake.")
    assert appeal(town, decision).status_code == 409


def test_without_an_appeal_there_is_nothing_to_answer(town, hidden):
    _idea, decision = hidden
    assert answer(town, decision, town.other).status_code == 404


def test_who_is_paused_appeals_and_an_overturned_pause_is_as_if_it_never_was(town):
    one, two = town.idea("One"), town.idea("Two")
    town.decide(town.moderator, f"{one.id}-0", act="pause", days="3")
    before = town.account(town.author).paused_until
    town.decide(town.moderator, f"{two.id}-0", act="pause", days="30")
    second = db.session.scalars(select(Decision).order_by(Decision.id.desc())).first()
    assert appeal(town, second).status_code == 303
    answer(town, second, town.other)
    assert town.account(town.author).paused_until == before
    first = db.session.scalars(select(Decision).order_by(Decision.id)).first()
    appeal(town, first)
    answer(town, first, town.other)
    assert town.account(town.author).paused_until is None


def test_overturning_an_older_hiding_leaves_a_newer_one(town, hidden):
    idea, decision = hidden
    appeal(town, decision)
    town.decide(town.moderator, f"{idea.id}-{decision.id}", act="restore", sentence="Mistake.")
    latest = db.session.scalars(select(Decision.id).order_by(Decision.id.desc())).first()
    town.decide(town.moderator, f"{idea.id}-{latest}", sentence="For another reason.")
    answer(town, decision, town.other)
    assert is_hidden(idea)


def test_the_rules_of_appeals():
    assert may_appeal(1, 1, Act.WARN, is_undone=False)
    assert not may_appeal(2, 1, Act.WARN, is_undone=False)
    assert not may_appeal(1, 1, Act.DISMISS, is_undone=False)
    assert not may_appeal(1, 1, Act.HIDE, is_undone=True)
    assert may_answer(3, 1, 2)
    assert not may_answer(1, 1, 2)
    assert not may_answer(2, 1, 2)
