"""Two moderators decide at once, two people answer at once: the second is told what the first did."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from community.accounts.operations import begin_sign_in, open_account
from community.accounts.operations.sign_ins import token_hash
from community.extensions import db
from community.ideas.models import Idea
from community.moderation.models import Act, Decision, Flag, Kind, Reason
from community.moderation.operations import AlreadyDecided, Ruling, answer_appeal, appeal, decide, flag
from community.places.models import ROOT_ID
from community.platform.clock import now
from community.platform.mail.models import OutgoingMail
from community.roles.models import Grant, Role
from community.roles.queries import get_viewer
from tests.factories import make_idea, make_person


def viewer(role=None):
    person = make_person()
    account = open_account(person.id, f"person-{person.id}@example.org")
    if role:
        db.session.add(Grant(person_id=person.id, role=role, place_id=ROOT_ID, granted_at=now()))
    return get_viewer(token_hash(begin_sign_in(account.id, "")), False)


@pytest.fixture
def scene(own_app):
    """Six moderators, an author, and their idea."""
    with own_app.app_context():
        moderators, author = [viewer(Role.MODERATOR) for _ in range(6)], viewer()
        idea = make_idea(author=db.session.get_one(type(make_person()), author.person_id))
        idea_id = idea.id
        db.session.commit()
    return own_app, moderators, author, idea_id


def at_once(app, acts):
    """Run all of these at once, each in a context of its own; say of each whether it was late."""

    def run(act):
        with app.app_context():
            try:
                act()
                db.session.commit()
            except AlreadyDecided as late:
                return f"late for {late.decision_id}"
            else:
                return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(run, acts))


def test_of_many_deciding_at_once_one_decides(scene):
    app, moderators, _author, idea_id = scene
    ruling = Ruling(Act.HIDE, 5, "An advertisement.")
    acts = [lambda who=who: decide(who, {(Kind.IDEA, idea_id): 0}, ruling) for who in moderators]
    assert at_once(app, acts) == {"done": 1, "late for 1": 5}
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Decision)) == 1
        assert db.session.scalar(select(func.count()).select_from(OutgoingMail)) == 1


def test_of_many_answering_at_once_one_answers(scene):
    app, (first, *others), author, idea_id = scene
    with app.app_context():
        (decision,) = decide(first, {(Kind.IDEA, idea_id): 0}, Ruling(Act.HIDE, 5, "An advertisement."))
        decision_id = decision.id
        appeal(author, decision_id, "It is none.")
        db.session.commit()
    answers = [Act.OVERTURN, Act.UPHOLD, Act.OVERTURN, Act.UPHOLD, Act.OVERTURN]
    acts = [
        lambda who=who, act=act: answer_appeal(who, decision_id, act, "So it is.")
        for who, act in zip(others, answers, strict=True)
    ]
    assert at_once(app, acts) == {"done": 1, "late for 2": 4}
    with app.app_context():
        answer = db.session.scalars(select(Decision).where(Decision.about_id == decision_id)).one()
        assert (db.session.get_one(Idea, idea_id).hidden_at is None) is (answer.act is Act.OVERTURN)


def test_many_clicks_of_one_person_make_one_flag(scene):
    app, _moderators, _author, idea_id = scene
    with app.app_context():
        somebody = viewer()
        db.session.commit()
    acts = [lambda: flag(somebody, Kind.IDEA, idea_id, Reason.SPAM)] * 8
    assert at_once(app, acts) == {"done": 8}
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Flag)) == 1


def test_bulk_decisions_in_any_order_do_not_block_each_other(scene):
    app, moderators, _author, first_id = scene
    with app.app_context():
        ids = [(Kind.IDEA, each) for each in (first_id, *(make_idea().id for _ in range(5)))]
        db.session.commit()
    ruling = Ruling(Act.HIDE, 5, "An advertisement.")
    acts = [
        lambda who=who, ids=ids[:: 1 if number % 2 else -1]: decide(who, dict.fromkeys(ids, 0), ruling)
        for number, who in enumerate(moderators)
    ]
    assert at_once(app, acts)["done"] == 1
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Decision)) == 6
