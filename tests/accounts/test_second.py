"""A second factor: set up, asked for at each sign-in, never taken twice, and the way back when it is lost."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select, update

from community.accounts.models import Account, Code, RecoveryCode, SignIn
from community.accounts.operations import open_account, set_second, take_second
from community.accounts.operations import second as operations
from community.accounts.passwords import hash_password
from community.extensions import db
from community.platform.clock import now
from community.roles.operations import make_first_admin
from tests.accounts.mailbox import last_mail
from tests.accounts.test_at_once import at_once
from tests.factories import make_person
from tests.harness.pages import page

PASSWORD = "eleven green benches"
RIGHT = {"email": "rosa@example.org", "password": PASSWORD, "back": "/ideas"}
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def rosa(app) -> Account:
    return open_account(make_person("Rosa").id, "rosa@example.org", password_hash=hash_password(PASSWORD))


@pytest.fixture
def codes(rosa) -> list[str]:
    """The recovery codes of an account that has set up an app."""
    return list(set_second(rosa.id, SECRET, 0))


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The time of the app and of the site, which stands still; call `later` to let some pass."""
    clock = Clock()
    monkeypatch.setattr(operations, "now", lambda: clock.at)
    return clock


class Clock:
    def __init__(self) -> None:
        self.at = now()

    def later(self, minutes: float) -> None:
        self.at += timedelta(minutes=minutes)

    def shown(self, secret: str = SECRET, minutes: float = 0) -> str:
        """What the app shows now, or did or will."""
        return pyotp.TOTP(secret).at(self.at + timedelta(minutes=minutes))


def first_step(client) -> str:
    answer = client.post("/sign-in", data=RIGHT)
    assert answer.status_code == 303
    return answer.location


def is_signed_in(client) -> bool:
    return client.get("/account").status_code == 200


def set_up(client, clock) -> tuple[str, list[str]]:
    """Set up an app on the page; return its secret and the recovery codes."""
    offered = page(client, "/account/second")
    (sealed,) = offered.all("input", name="secret")
    secret = re.search(r"secret=(\w+)", offered.source)[1]
    assert secret not in sealed.get("value")
    answer = client.post("/account/second", data={"secret": sealed.get("value"), "code": clock.shown(secret)})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return secret, re.findall(r'class="secret">([\w-]{11})<', answer.text)


def test_an_app_is_set_up_by_a_picture_or_a_text_and_then_asked_for(client, rosa, clock):
    client.sign_in(rosa.person_id, second_factor=False)
    secret, recovery = set_up(client, clock)
    assert len(set(recovery)) == 10
    assert last_mail().kind == "second_set"
    db.session.refresh(rosa)
    assert secret not in rosa.totp_secret
    client.post("/sign-out")
    path = first_step(client)
    assert not is_signed_in(client)
    page(client, path)
    assert client.post(path, data={"code": clock.shown(secret)}).status_code == 400  # it was used to set it up
    clock.later(1)
    answer = client.post(path, data={"code": clock.shown(secret)})
    assert (answer.status_code, answer.location) == (303, "/ideas")
    assert is_signed_in(client)


def test_what_is_not_shown_by_the_app_sets_nothing_up(client, rosa):
    client.sign_in(rosa.person_id)
    (sealed,) = page(client, "/account/second").all("input", name="secret")
    for wrong in ("000000", "", "abcdef", "٠٠٠٠٠٠", "9" * 50):
        answer = client.post("/account/second", data={"secret": sealed.get("value"), "code": wrong})
        assert answer.status_code == 400
    db.session.refresh(rosa)
    assert rosa.totp_secret is None


def test_nobody_sets_up_a_secret_that_was_made_for_another_account(client, app, rosa, clock):
    client.sign_in(rosa.person_id)
    offered = page(client, "/account/second")
    (sealed,) = offered.all("input", name="secret")
    code = clock.shown(re.search(r"secret=(\w+)", offered.source)[1])
    luz = app.test_client()
    luz.sign_in(make_person("Luz").id)
    for value in (sealed.get("value"), "x", ""):
        assert luz.post("/account/second", data={"secret": value, "code": code}).status_code == 400
    assert db.session.scalars(select(Account.totp_secret)).all() == [None, None]


@pytest.mark.usefixtures("codes")
def test_a_code_of_the_app_is_taken_once(app, clock):
    one, two = app.test_client(), app.test_client()
    paths = [first_step(client) for client in (one, two)]
    code = clock.shown()
    assert one.post(paths[0], data={"code": code}).status_code == 303
    assert two.post(paths[1], data={"code": code}).status_code == 400
    assert [is_signed_in(client) for client in (one, two)] == [True, False]


@pytest.mark.usefixtures("codes")
def test_an_older_code_than_the_last_is_not_taken(app, rosa, clock):
    before, current = clock.shown(minutes=-0.5), clock.shown()
    assert take_second(rosa.id, current)
    assert not take_second(rosa.id, before)
    old = clock.shown()
    clock.later(2)
    assert not take_second(rosa.id, old)
    assert take_second(rosa.id, clock.shown())


def test_a_recovery_code_stands_in_once(app, codes):
    for status in (303, 400):
        client = app.test_client()
        assert client.post(first_step(client), data={"code": codes[3].lower()}).status_code == status
    client = app.test_client()
    assert client.post(first_step(client), data={"code": codes[4].replace("-", "")}).status_code == 303
    assert "8 recovery codes are left" in client.get("/account/second").text


@pytest.mark.usefixtures("codes")
def test_after_five_wrong_tries_the_first_step_has_to_be_done_again(app, clock):
    client = app.test_client()
    path = first_step(client)
    for _time in range(5):
        assert client.post(path, data={"code": "000000"}).status_code == 400
    assert client.post(path, data={"code": clock.shown()}).status_code == 409
    assert client.post(first_step(client), data={"code": clock.shown()}).status_code == 303


@pytest.mark.usefixtures("codes")
def test_a_step_is_taken_once(app, clock):
    client = app.test_client()
    path = first_step(client)
    assert client.post(path, data={"code": clock.shown()}).status_code == 303
    assert client.get(path).status_code == 409
    assert client.get(path.replace("/sign-in/second/", "/code/")).status_code == 409


@pytest.mark.usefixtures("codes")
def test_neither_a_mailed_code_nor_a_reset_goes_round_the_second_factor(app):
    for way, more in (("/sign-in/code", {}), ("/reset", {"password": "seven yellow doors"})):
        client = app.test_client()
        path = client.post(way, data=RIGHT).location
        step = client.post(path, data={"code": last_code(), **more}).location
        assert step.startswith("/sign-in/second/")
        assert not is_signed_in(client)


def last_code() -> str:
    from tests.accounts.mailbox import mails

    return next(mail for mail in reversed(mails()) if mail.kind in ("sign_in", "reset")).code


def test_the_second_step_is_no_way_round_the_first(client, codes, clock):
    for key in ("x", "", "known"):
        assert client.post(f"/sign-in/second/{key}", data={"code": clock.shown()}).status_code in (404, 409)
    path = client.post("/sign-in/code", data=RIGHT).location
    key = path.removeprefix("/code/")
    assert client.post(f"/sign-in/second/{key}", data={"code": clock.shown()}).status_code == 409


def test_a_device_that_was_signed_in_before_is_weak_until_it_shows_the_second_factor(client, app, rosa, codes, clock):
    app.config["SECOND_FACTOR"] = True
    try:
        make_first_admin(rosa.person_id)
        client.sign_in(rosa.person_id, second_factor=False)
        assert "rests until" in client.get("/about").text
        assert client.post("/account/second/remove").status_code == 409
        assert client.post("/account/second/show", data={"code": "000000"}).status_code == 400
        page(client, "/account/second")
        assert client.post("/account/second/show", data={"code": clock.shown()}).status_code == 303
        assert "rests until" not in client.get("/about").text
    finally:
        app.config["SECOND_FACTOR"] = False


def test_new_recovery_codes_end_the_old_ones(client, rosa, codes):
    client.sign_in(rosa.person_id)
    answer = client.post("/account/second/codes")
    fresh = re.findall(r'class="secret">([\w-]{11})<', answer.text)
    assert len(fresh) == 10
    assert not take_second(rosa.id, codes[0])
    assert take_second(rosa.id, fresh[0])


def test_one_can_do_without_it_again(client, app, rosa, codes):
    client.sign_in(rosa.person_id)
    assert client.post("/account/second/remove").status_code == 303
    assert last_mail().kind == "second_removed"
    assert db.session.scalars(select(RecoveryCode.code_hash)).all() == []
    assert app.test_client().post("/sign-in", data=RIGHT).location == "/ideas"


def test_whoever_signed_in_long_ago_does_it_again_first(client, rosa, codes):
    client.sign_in(rosa.person_id)
    db.session.execute(update(SignIn).values(began_at=now() - timedelta(hours=1)))
    for path in ("/account/second/codes", "/account/second/remove"):
        assert client.post(path).location == "/sign-in?back=/account/second"
    rosa.totp_secret = None
    assert client.get("/account/second").location == "/sign-in?back=/account/second"


def test_many_who_show_the_same_code_at_once_are_one(own_app, clock):
    with own_app.app_context():
        account = open_account(make_person("Rosa").id, "rosa@example.org").id
        recovery = set_second(account, SECRET, 0)
        db.session.commit()
    assert at_once(own_app, lambda _number: take_second(account, clock.shown())).count(True) == 1
    assert at_once(own_app, lambda _number: take_second(account, recovery[0])).count(True) == 1


def test_secrets_stand_nowhere_in_the_clear(rosa, codes):
    kept = repr(db.session.execute(select(Account.totp_secret)).all())
    kept += repr(db.session.execute(select(RecoveryCode.code_hash)).all())
    kept += repr(db.session.execute(select(Code.secret_hash)).all())
    assert SECRET not in kept
    assert not any(code.replace("-", "") in kept for code in codes)
