"""Somebody is erased while they do other things: on real commits, on both databases."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from sqlalchemy import func, select

from community.accounts.models import Account, Person
from community.accounts.operations import open_account
from community.accounts.passwords import hash_password
from community.extensions import db
from community.ideas.models import Idea, Vote
from community.ideas.operations.recount import wrong_counts, wrong_place_counts
from community.leaving.models import Erasure
from tests.factories import make_idea, make_person

PASSWORD = "eleven green benches"
SURE = {"current": PASSWORD, "sure": "y", "words": "remove"}
VOTERS, IDEAS = 3, 12


def a_site(app):
    """Return somebody with an account, and ideas that others voted on."""
    with app.app_context():
        person = make_person("Xanthippe")
        open_account(person.id, "xanthippe@example.org", password_hash=hash_password(PASSWORD))
        ideas = [make_idea(support=2, oppose=1, author=person if number % 2 else None).id for number in range(IDEAS)]
        db.session.commit()
        return person.id, ideas


def device(app, person_id):
    client = app.test_client()
    client.sign_in(person_id)
    return client


def is_exact(app, person_id):
    """Assert that nothing hangs on this person that should have gone, and that all counts are right."""
    with app.app_context():
        person = db.session.get_one(Person, person_id)
        assert (person.name, db.session.scalar(select(func.count()).select_from(Account))) == (None, 0)
        assert db.session.scalar(select(func.count()).where(Vote.person_id == person_id)) == 0
        assert db.session.scalar(select(func.count()).where(Idea.author_id == person_id, Idea.title != "…")) == 0
        assert list(wrong_counts()) == list(wrong_place_counts()) == []
        assert db.session.scalar(select(func.count()).select_from(Erasure)) == 1


def test_votes_and_ideas_that_come_meanwhile_leave_nothing(own_app):
    person_id, ideas = a_site(own_app)
    erasing, others = device(own_app, person_id), [device(own_app, person_id) for _each in range(VOTERS)]
    begun, done = Event(), Event()

    def go_on(client):
        answers = Counter()
        for turn in range(400):
            if done.is_set() and turn > 20:
                break
            idea_id = ideas[turn % IDEAS]
            answers[client.post(f"/ideas/{idea_id}/vote", data={"choice": "support"}).status_code] += 1
            form = {"title": f"Xanthippe {turn}", "place": "1", "language": "en", "key": f"{id(client)} {turn}"}
            if turn % 5 == 0:
                answers[client.post("/ideas/new", data=form).status_code] += 1
            begun.set()
        return answers

    with ThreadPoolExecutor(VOTERS) as pool:
        running = [pool.submit(go_on, client) for client in others]
        begun.wait(20)
        answer = erasing.post("/account/erase", data=SURE)
        done.set()
        statuses = sum((each.result() for each in running), Counter())
    assert answer.status_code == 303
    assert not [status for status in statuses if status >= 500 and status != 503], statuses
    is_exact(own_app, person_id)


def test_two_clicks_erase_once(own_app):
    person_id, _ideas = a_site(own_app)
    clients = [device(own_app, person_id) for _each in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda client: client.post("/account/erase", data=SURE).status_code, clients))
    assert sorted(answers) == [303, 403, 403, 403]
    is_exact(own_app, person_id)
