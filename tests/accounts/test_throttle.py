"""How often one may try, and that nobody can use up the tries of somebody else's device."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from community.accounts.operations import open_account
from community.accounts.passwords import hash_password
from community.extensions import db
from community.platform.throttle.models import Tries
from community.platform.throttle.operations import Bucket, count_try, forget_tries
from tests.accounts.mailbox import last_mail, mails
from tests.factories import make_person

PASSWORD = "eleven green benches"
RIGHT = {"email": "rosa@example.org", "password": PASSWORD}
WRONG = {"email": "rosa@example.org", "password": "wrong wrong wrong"}


@pytest.fixture
def rosa(app):
    return open_account(make_person("Rosa").id, "rosa@example.org", password_hash=hash_password(PASSWORD))


def sign_in(client, form, address="203.0.113.7", **headers):
    return client.post("/sign-in", data=form, headers=headers, environ_base={"REMOTE_ADDR": address})


def test_a_bucket_is_full_after_so_many_tries(app):
    bucket = Bucket("test", "somebody", 3, 60)
    waits = [count_try(bucket) for _time in range(5)]
    assert waits[:3] == [0, 0, 0]
    assert all(0 < wait <= 61 for wait in waits[3:])
    assert count_try(Bucket("test", "somebody else", 3, 60)) == 0


def test_who_tried_stands_nowhere(app, client, rosa):
    sign_in(client, WRONG)
    assert db.session.scalar(select(func.count()).select_from(Tries)) == 3
    assert all(len(row) == 32 for row in db.session.scalars(select(Tries.bucket)))


def test_tries_are_forgotten(app):
    count_try(Bucket("test", "somebody", 3, 60))
    assert forget_tries() == 0
    long_ago = db.session.scalar(select(Tries.began_at)) - timedelta(days=2)
    db.session.execute(update(Tries).values(began_at=long_ago))
    assert forget_tries() == 1


def test_after_ten_tries_even_the_right_password_waits_and_is_told_how_long(client, rosa):
    for _time in range(10):
        assert sign_in(client, WRONG).status_code == 400
    answer = sign_in(client, RIGHT)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 901
    assert "Try again in" in answer.text
    assert sign_in(client, {**RIGHT, "email": "nobody@example.org"}).status_code == 400


def test_the_same_holds_for_an_address_that_nobody_has(client):
    for _time in range(10):
        assert sign_in(client, WRONG).status_code == 400
    assert sign_in(client, RIGHT).status_code == 429


def test_a_refused_try_counts_too(client, rosa):
    for _time in range(12):
        last = sign_in(client, WRONG)
    assert last.status_code == 429
    assert sorted(db.session.scalars(select(Tries.count))) == [12, 12, 12]


def test_a_device_that_was_signed_in_before_has_tries_of_its_own(app, rosa, monkeypatch):
    compare = "community.accounts.views.sign_in.matches"
    monkeypatch.setattr(compare, lambda kept, typed: kept is not None and typed == PASSWORD)  # quickly
    victim, attacker = app.test_client(), app.test_client()
    assert sign_in(victim, RIGHT).status_code == 303
    victim.post("/sign-out")
    for number in range(130):
        sign_in(attacker, WRONG, f"198.51.100.{number}")
    assert sign_in(app.test_client(), RIGHT, "198.51.100.200").status_code == 429
    assert sign_in(victim, RIGHT).status_code == 303
    victim.post("/sign-out")
    for _time in range(10):
        last = sign_in(victim, WRONG)
    assert last.status_code == 429


def test_a_devices_cookie_is_worth_nothing_for_another_account(app, rosa):
    open_account(make_person("Luz").id, "luz@example.org", password_hash=hash_password(PASSWORD))
    attacker = app.test_client()
    assert sign_in(attacker, {**RIGHT, "email": "luz@example.org"}).status_code == 303
    for _time in range(10):
        sign_in(attacker, WRONG)
    assert sign_in(attacker, RIGHT).status_code == 429
    attacker.set_cookie("device", "forged")
    assert sign_in(attacker, RIGHT).status_code == 429


def test_whose_codes_others_have_used_up_still_signs_in_by_one_of_them(app, rosa):
    for number in range(30):
        answer = app.test_client().post(
            "/sign-in/code", data=RIGHT, environ_base={"REMOTE_ADDR": f"198.51.100.{number}"}
        )
    assert answer.status_code == 429
    assert len(mails()) == 20
    link = last_mail().link.removeprefix(app.config["ADDRESS"])
    assert app.test_client().post(link, data={"code": last_mail().code}).status_code == 303


@pytest.mark.parametrize("headers", [{"X-Forwarded-For": "203.0.113.{}"}, {"X-Real-IP": "203.0.113.{}"},
                                     {"Forwarded": "for=203.0.113.{}"}, {"X-Client-IP": "203.0.113.{}"}])  # fmt: skip
def test_a_forged_address_is_no_other_device(client, rosa, headers):
    for number in range(11):
        last = sign_in(client, WRONG, **{name: value.format(number) for name, value in headers.items()})
    assert last.status_code == 429


def test_behind_proxies_only_what_they_add_counts(app, client, rosa):
    app.config["PROXIES"] = 2
    try:
        told = [f"forged-{number}, 203.0.113.9, 10.0.0.2" for number in range(11)]
        assert [sign_in(client, WRONG, **{"X-Forwarded-For": each}).status_code for each in told][-2:] == [400, 429]
        assert sign_in(client, WRONG, **{"X-Forwarded-For": "203.0.113.10, 10.0.0.2"}).status_code == 400
        assert sign_in(client, WRONG, **{"X-Forwarded-For": "not an address, 10.0.0.2"}).status_code == 400
    finally:
        app.config["PROXIES"] = 0


def test_all_addresses_of_one_customer_are_one(client, rosa):
    for number in range(11):
        last = sign_in(client, WRONG, f"2001:db8:1:2::{number:x}")
    assert last.status_code == 429
    assert sign_in(client, WRONG, "2001:db8:1:3::1").status_code == 400
