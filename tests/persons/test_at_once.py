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
from community.persons.models import PersonJoin
from community.persons.operations import join_persons, part_persons
from community.platform.errors import Problem
from community.roles.queries import get_viewer
from tests.factories import make_idea, make_person
from tests.harness.databases import only_postgresql

WHY = "They said so at the counter."


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
