"""People are joined while others join, vote and import: on real commits, on both databases."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import func, select

from community.accounts.models import Person
from community.accounts.operations import begin_sign_in, open_account
from community.accounts.operations.sign_ins import token_hash
from community.extensions import db
from community.ideas.models import Choice, Idea
from community.ideas.operations import cast_vote
from community.ideas.operations.recount import wrong_counts
from community.persons.models import Claim, PersonJoin
from community.persons.operations import answer_claim, claim, join_persons, part_persons
from community.places.models import ROOT_ID
from community.platform.clock import now
from community.platform.errors import Problem
from community.platform.mail.models import OutgoingMail
from community.roles.models import Grant, Role
from community.roles.queries import get_viewer
from tests.factories import make_idea, make_person
from tests.harness.databases import only_postgresql

WHY = "They said so at the counter."


def viewer(role=None):
    person = make_person()
    account = open_account(person.id, f"person-{person.id}@example.org")
    if role:
        db.session.add(Grant(person_id=person.id, role=role, place_id=ROOT_ID, granted_at=now()))
    return get_viewer(token_hash(begin_sign_in(account.id, "")), False)


def at_once(app, acts):
    """Run all of these at once, each in a context of its own; say of each how it ended."""

    def run(act):
        with app.app_context():
            try:
                act()
                db.session.commit()
            except Problem as problem:
                db.session.rollback()
                return type(problem).__name__
            return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(run, acts))


def test_two_who_are_joined_both_ways_at_once_count_as_one_and_in_no_circle(own_app):
    with own_app.app_context():
        a, b = make_person().id, make_person().id
        idea = make_idea().id
        for person in (a, b):
            cast_vote(person, idea, Choice.SUPPORT)
        db.session.commit()
    ways = [(a, b), (b, a)] * 3
    acts = [lambda person=person, into=into: join_persons(None, person, into, WHY) for person, into in ways]
    assert at_once(own_app, acts) == {"done": 1, "Refused": 5}
    with own_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(PersonJoin)) == 1
        assert db.session.scalar(select(func.count()).where(Person.counts_as_id.is_not(None))) == 1
        assert list(wrong_counts()) == []


def test_counts_stay_exact_while_people_are_joined_and_parted_and_vote(own_app):
    """Two with accounts vote on many ideas from two devices each; meanwhile they are joined and parted, often."""
    with own_app.app_context():
        people = [make_person().id for _ in range(2)]
        for number, person in enumerate(people):
            open_account(person, f"{number}@example.org")
        ideas = [make_idea(support=1).id for _ in range(6)]
        db.session.commit()
    clients = []
    for person in people * 2:
        clients.append(own_app.test_client())
        clients[-1].sign_in(person)
    done, answers = Event(), []

    def vote(number, client):
        choices = ["support", "oppose", "withdraw", "pass"]
        for turn in range(2000):
            if done.is_set():
                break
            idea = ideas[(turn * 5 + number) % len(ideas)]
            form = {"choice": choices[(turn + number) % len(choices)]}
            answers.append(client.post(f"/ideas/{idea}/vote", data=form).status_code)

    def join_and_part():
        while len(answers) < 150:
            with own_app.app_context():
                made = join_persons(None, people[0], people[1], WHY).id
                db.session.commit()
                part_persons(None, made, WHY)
                db.session.commit()
        with own_app.app_context():
            join_persons(None, people[0], people[1], WHY)
            db.session.commit()

    with ThreadPoolExecutor(len(clients)) as pool:
        running = [pool.submit(vote, *each) for each in enumerate(clients)]
        try:
            join_and_part()
        finally:
            done.set()
        for each in running:
            each.result()
    assert set(answers) <= {303, 503}  # who waits too long is told so
    with own_app.app_context():
        assert list(wrong_counts()) == []
        assert db.session.scalar(select(func.count()).select_from(PersonJoin)) > 1


def test_of_many_claims_and_many_moderators_at_once_one_is_approved(own_app):
    with own_app.app_context():
        imported = make_person()
        idea = make_idea(author=imported).id
        cast_vote(imported.id, make_idea().id, Choice.SUPPORT)
        moderators, claimants = [viewer(Role.MODERATOR) for _ in range(4)], [viewer() for _ in range(2)]
        claims = [claim(each, idea, "It was me.").id for each in claimants]
        db.session.commit()
    acts = [
        lambda who=who, number=number: answer_claim(who, claims[number % 2], True, "So it is.")
        for number, who in enumerate(moderators)
    ]
    assert at_once(own_app, acts) == {"done": 1, "AlreadyAnswered": 3}
    with own_app.app_context():
        answered = db.session.scalars(select(Claim).order_by(Claim.join_id.is_(None))).all()
        assert [each.answered_at is not None for each in answered] == [True, True]
        assert [each.join_id is not None for each in answered] == [True, False]
        assert db.session.scalar(select(func.count()).where(Person.counts_as_id.is_not(None))) == 1
        assert db.session.scalar(select(func.count()).select_from(OutgoingMail)) == 2
        assert list(wrong_counts()) == []


def test_many_clicks_make_one_claim(own_app):
    with own_app.app_context():
        idea, somebody = make_idea(author=make_person()).id, viewer()
        db.session.commit()
    assert at_once(own_app, [lambda: claim(somebody, idea, "It was me.")] * 6) == {"done": 6}
    with own_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Claim)) == 1


@only_postgresql
def test_a_vote_that_is_just_being_cast_is_waited_for(own_app):
    with own_app.app_context():
        a, b, idea = make_person().id, make_person().id, make_idea().id
        open_account(b, "b@example.org")
        token = begin_sign_in(open_account(a, "a@example.org").id, "")
        cast_vote(b, idea, Choice.SUPPORT)
        db.session.commit()

    def join():
        with own_app.app_context():
            join_persons(None, a, b, WHY)
            db.session.commit()

    with own_app.app_context(), ThreadPoolExecutor(1) as pool:
        assert get_viewer(token_hash(token), False, writing=True)
        cast_vote(a, idea, Choice.SUPPORT)
        joining = pool.submit(join)
        with pytest.raises(TimeoutError):
            joining.result(0.5)
        db.session.commit()
        joining.result(20)
        assert list(wrong_counts()) == []
        assert db.session.get_one(Idea, idea, populate_existing=True).support_count == 1
