"""New accounts post little at first; however much is sent at once, no more than that comes through."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from community.accounts.models import Account
from community.accounts.operations import begin_sign_in, open_account
from community.accounts.operations.sign_ins import token_hash
from community.extensions import db
from community.ideas.models import Idea
from community.ideas.operations import propose_idea
from community.places.models import ROOT_ID
from community.platform.clock import now
from community.roles.models import Grant, Role
from community.roles.queries import get_viewer
from community.site.models import Name
from community.site.operations import change_setting
from community.writing.operations import TooSoon
from community.writing.rules import IDEAS_A_DAY, LINKS, NEW_FOR, is_new
from tests.factories import make_person
from tests.harness.statements import recorded


@pytest.fixture
def rosa(app, client):
    person = make_person("Rosa")
    client.sign_in(person.id)
    return person


def post(client, number, body=""):
    form = {"title": f"Idea {number}", "body": body, "place": "1", "language": "en", "key": f"key {number}"}
    return client.post("/ideas/new", data=form)


def count():
    return db.session.scalars(select(func.count()).select_from(Idea)).one()


def open_since(person, age):
    db.session.execute(update(Account).where(Account.person_id == person.id).values(created_at=now() - age))


def test_a_new_account_posts_so_many_ideas_a_day_and_keeps_what_it_typed(client, rosa):
    answers = [post(client, number, "Kept words") for number in range(IDEAS_A_DAY + 1)]
    assert [answer.status_code for answer in answers] == [303] * IDEAS_A_DAY + [429]
    assert "The next one is possible from" in answers[-1].text
    assert "Kept words" in answers[-1].text
    assert count() == IDEAS_A_DAY


def test_admins_say_what_new_accounts_are_held_to(client, rosa):
    for name, value in ((Name.NEW_DAYS, "2"), (Name.NEW_IDEAS, "1"), (Name.NEW_LINKS, "0")):
        change_setting(None, name, value)
    assert "posts 0 links" in post(client, 1, "https://example.org").text
    assert [post(client, number).status_code for number in (2, 3)] == [303, 429]
    open_since(rosa, timedelta(days=2))
    assert post(client, 4, "https://example.org").status_code == 303


def test_asking_what_admins_say_takes_no_statement_more(client, rosa):
    with recorded() as before:
        assert post(client, 1).status_code == 303
    change_setting(None, Name.NEW_IDEAS, "5")
    with recorded() as after:
        assert post(client, 2).status_code == 303
    assert len(after) == len(before)


def test_what_was_posted_already_may_be_sent_again(client, rosa):
    first = [post(client, number).location for number in range(IDEAS_A_DAY)]
    assert [post(client, number).location for number in range(IDEAS_A_DAY)] == first


def test_the_next_day_more_is_possible(client, rosa):
    for number in range(IDEAS_A_DAY):
        post(client, number)
    db.session.execute(update(Idea).values(recorded_at=now() - timedelta(days=1, seconds=1)))
    assert post(client, 99).status_code == 303


def test_an_account_is_new_for_some_days_only():
    at = now()
    assert is_new(at, at)
    assert not is_new(at - NEW_FOR, at)


def test_who_is_no_longer_new_posts_more(client, rosa):
    open_since(rosa, NEW_FOR)
    assert {post(client, number).status_code for number in range(IDEAS_A_DAY + 2)} == {303}
    assert post(client, 99, "https://example.org/a " * (LINKS + 3)).status_code == 303


def test_staff_are_never_new(client, rosa):
    db.session.add(Grant(person_id=rosa.id, role=Role.HOST, place_id=ROOT_ID, granted_at=now()))
    assert {post(client, number).status_code for number in range(IDEAS_A_DAY + 2)} == {303}


@pytest.mark.parametrize(
    "link", ["https://example.org/{}", "[here](http://example.org/{})", "<https://example.org/{}>"]
)
def test_a_new_account_posts_so_many_links_in_a_text(client, rosa, link):
    some = " ".join(link.format(number) for number in range(LINKS))
    assert post(client, 1, some).status_code == 303
    refused = post(client, 2, f"{some} {link.format(99)}")
    assert refused.status_code == 429
    assert "More are possible from" in refused.text
    assert count() == 1


def test_links_do_not_come_in_by_an_edit(client, rosa):
    address = post(client, 1).location
    idea_id = db.session.scalars(select(Idea.id)).one()
    form = {"title": "Idea 1", "body": "https://example.org/a " * (LINKS + 1), "version": "1"}
    assert client.post(f"/ideas/{idea_id}/edit", data=form).status_code == 429
    assert "example.org/a" not in client.get(address).text


def test_of_many_sent_at_once_no_more_are_posted_than_fit(own_app):
    with own_app.app_context():
        person = make_person()
        account = open_account(person.id, "rosa@example.org")
        viewer = get_viewer(token_hash(begin_sign_in(account.id, "")), False)
        db.session.commit()

    def send(number):
        with own_app.app_context():
            try:
                propose_idea(viewer, ROOT_ID, f"Idea {number}", "", language="en", key=str(number))
                db.session.commit()
            except TooSoon:
                return "too soon"
            else:
                return "posted"

    with ThreadPoolExecutor(8) as pool:
        answers = Counter(pool.map(send, range(16)))
    assert answers == {"posted": IDEAS_A_DAY, "too soon": 16 - IDEAS_A_DAY}
    with own_app.app_context():
        assert count() == IDEAS_A_DAY
