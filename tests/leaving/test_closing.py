"""Taking one's data along, closing the account, and coming back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from community.accounts.models import Account, Code, Person, SignIn
from community.accounts.operations import open_account, remove_closed_accounts
from community.accounts.passwords import hash_password, matches
from community.extensions import db
from community.ideas.models import Choice, Vote
from community.ideas.operations import cast_vote
from community.platform.clock import now
from community.platform.mail.models import OutgoingMail
from community.roles.models import Grant, Role
from community.roles.operations import make_first_admin
from tests.accounts.mailbox import last_mail, mails
from tests.factories import make_idea, make_person, make_place
from tests.harness.pages import page

PASSWORD = "eleven green benches"
SURE = {"current": PASSWORD}
PAGES = ("/account/data", "/account/close")


@pytest.fixture
def rosa(app) -> Account:
    return open_account(make_person("Rosa").id, "rosa@example.org", password_hash=hash_password(PASSWORD))


@pytest.fixture
def signed_in(client, rosa):
    client.sign_in(rosa.person_id)
    return client


@pytest.mark.parametrize("path", PAGES)
def test_nobody_gets_far_without_the_password(signed_in, app, rosa, path):
    assert app.test_client().get(path).status_code == 403
    assert app.test_client().post(path, data=SURE).status_code == 403
    shown = page(signed_in, path)
    assert shown.headers["Cache-Control"] == "no-store"
    for wrong in ({}, {"current": ""}, {"current": "wrong"}):
        answer = signed_in.post(path, data=wrong)
        assert (answer.status_code, answer.mimetype) == (400, "text/html")
    db.session.refresh(rosa)
    assert rosa.closed_at is None


@pytest.mark.parametrize("path", PAGES)
def test_whoever_has_no_password_signs_in_again(client, path):
    luz = open_account(make_person("Luz").id, "luz@example.org")
    client.sign_in(luz.person_id)
    assert client.get(path).status_code == 200
    db.session.execute(update(SignIn).values(began_at=now() - timedelta(minutes=20)))
    for answer in (client.get(path), client.post(path)):
        assert answer.location == f"/sign-in?back={path}"


def test_the_file_holds_what_is_ones_own_and_nothing_else(signed_in, rosa):
    idea = make_idea("Somebody's words")
    mine = make_idea("Mine", body="All of it", author=db.session.get_one(Person, rosa.person_id))
    cast_vote(rosa.person_id, idea.id, Choice.OPPOSE)
    cast_vote(make_person("Cat").id, mine.id, Choice.PASS)
    place = make_place("Mill Lane")
    db.session.add(Grant(person_id=rosa.person_id, role=Role.HOST, place_id=place.id, granted_at=now()))
    signed_in.post("/account/email", data={"email": "new@example.org", **SURE})
    answer = signed_in.post("/account/data", data=SURE)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert answer.headers["Content-Disposition"] == "attachment; filename=my-data.json"
    told = answer.json
    assert told["person"]["name"] == "Rosa"
    assert told["account"]["email"] == "rosa@example.org"
    assert [(each["idea"], each["choice"]) for each in told["votes"]] == [(idea.external_id, "oppose")]
    assert [(each["title"], each["body"]) for each in told["ideas"]] == [("Mine", "All of it")]
    assert [(each["role"], each["place"]) for each in told["roles"]] == [("host", place.external_id)]
    assert [each["to_address"] for each in told["mails"]] == ["new@example.org"]
    assert told["flags"] == told["decisions_about_me"] == told["passkeys"] == told["drafts"] == []
    for secret in (rosa.password_hash, last_mail().code, "hash", "secret", "Cat"):
        assert secret not in answer.text


def test_a_closed_account_is_signed_out_and_cannot_be_signed_in_to(signed_in, app, rosa):
    other = app.test_client()
    other.sign_in(rosa.person_id)
    idea = make_idea("Stays")
    cast_vote(rosa.person_id, idea.id, Choice.SUPPORT)
    other.post("/sign-in/code", data={"email": "rosa@example.org"})
    path, code = f"/code/{last_mail().link.split('/code/')[1].split('?')[0]}", last_mail().code
    assert signed_in.post("/account/close", data=SURE).location == "/"
    assert last_mail().kind == "closed"
    assert "/join" in last_mail().text
    for who in (signed_in, other):
        assert who.get("/account").status_code == 403
    fresh = app.test_client()
    assert fresh.post(path, data={"code": code}).status_code == 409
    assert fresh.post("/sign-in", data={"email": "rosa@example.org", "password": PASSWORD}).status_code == 400
    fresh.post("/sign-in/code", data={"email": "rosa@example.org"})
    assert last_mail().kind == "sign_in_unknown"
    assert fresh.post("/sign-in/as", data={"person": rosa.person_id}).status_code in (404, 409)
    assert db.session.scalar(select(func.count()).select_from(Vote)) == 1


def come_back(client, **form):
    path = client.post("/join", data={"name": "Rosa", "email": "rosa@example.org", **form}).location
    return client.post(path, data={"code": last_mail().code})


def test_whoever_closed_comes_back_by_joining(signed_in, app, rosa):
    place = make_place("Mill Lane")
    for role in (Role.HOST, Role.MEMBER):
        db.session.add(Grant(person_id=rosa.person_id, role=role, place_id=place.id, granted_at=now()))
    signed_in.post("/account/close", data=SURE)
    assert come_back(app.test_client(), name="Not Rosa").status_code == 303
    db.session.refresh(rosa)
    assert (rosa.closed_at, rosa.password_hash) == (None, None)
    held = db.session.scalars(select(Grant.role).where(Grant.ended_at.is_(None))).all()
    assert held == [Role.MEMBER]
    assert signed_in.get("/account").status_code == 403


def test_a_password_chosen_while_coming_back_counts(signed_in, app, rosa):
    signed_in.post("/account/close", data=SURE)
    come_back(app.test_client(), password="twelve green benches")
    db.session.refresh(rosa)
    assert matches(rosa.password_hash, "twelve green benches")


def test_a_pause_outlasts_closing(signed_in, app, rosa):
    rosa.paused_until = until = now() + timedelta(days=3)
    signed_in.post("/account/close", data=SURE)
    come_back(app.test_client())
    db.session.refresh(rosa)
    assert rosa.paused_until == until


@pytest.mark.parametrize("by_the_worker", [True, False])
def test_after_a_month_the_address_is_forgotten_and_joins_anew(signed_in, app, rosa, by_the_worker):
    before = rosa.person_id
    signed_in.post("/account/close", data=SURE)
    assert remove_closed_accounts() == 0
    db.session.execute(update(Account).values(closed_at=now() - timedelta(days=31)))
    db.session.commit()
    if by_the_worker:
        assert remove_closed_accounts() == 1
        for model in (Account, Code, SignIn, OutgoingMail):
            assert db.session.scalar(select(func.count()).select_from(model)) == 0
    come_back(app.test_client(), name="Rosa again")
    account = db.session.scalars(select(Account)).one()
    assert (account.email, account.closed_at) == ("rosa@example.org", None)
    assert account.person_id != before


def test_the_last_admin_stays(signed_in, rosa):
    make_first_admin(rosa.person_id)
    assert "You are the last admin" in page(signed_in, "/account/close", queries=None).text
    assert signed_in.post("/account/close", data=SURE).status_code == 409
    luz = open_account(make_person("Luz").id, "luz@example.org")
    make_first_admin(luz.person_id)
    assert signed_in.post("/account/close", data=SURE).status_code == 303
    assert [mail.kind for mail in mails()] == ["closed"]
