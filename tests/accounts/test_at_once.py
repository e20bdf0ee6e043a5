"""Many at the same moment, on both databases: a code is guessed at five times and taken once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest
from sqlalchemy import func, select

from community.accounts.models import Account, Code, Purpose, SignIn
from community.accounts.operations import guess_code, make_code, open_account, take_code
from community.extensions import db
from community.platform.errors import Refused
from community.platform.throttle.operations import Bucket, count_try
from tests.factories import make_person

AT_ONCE = 16


def at_once(app, act):
    """Let sixteen threads do the same at the same moment, each committing; return what came of it."""
    start = Barrier(AT_ONCE)

    def one(number):
        with app.app_context():
            start.wait()
            try:
                done = act(number)
                db.session.commit()
            except Refused:
                db.session.rollback()
                done = None
            finally:
                db.session.remove()
        return done

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


@pytest.fixture
def code(own_app):
    """A code: the key of its page, and what is to be typed."""
    with own_app.app_context():
        account = open_account(make_person("Rosa").id, "rosa@example.org")
        made = make_code(Purpose.SIGN_IN, account.id, "rosa@example.org")
        db.session.commit()
    return made


def test_of_many_wrong_guesses_five_are_looked_at(own_app, code):
    guesses = [guess for guess in at_once(own_app, lambda _number: guess_code(code[0], "AAAA-AAAA")) if guess]
    assert sorted(guess.left for guess in guesses) == [0, 1, 2, 3, 4]
    with own_app.app_context():
        assert db.session.scalar(select(Code.guesses)) == 5


def test_a_code_is_taken_by_one_of_many(own_app, code):
    def use(_number):
        guess = guess_code(*code)
        take_code(guess)
        return guess.right

    assert at_once(own_app, use).count(True) == 1


def test_many_codes_for_one_address_make_one_account(own_app):
    with own_app.app_context():
        made = [
            make_code(Purpose.JOIN, None, "luz@example.org", name="Luz", password_hash=None, browser="", back="/",
                      language="en")
            for _each in range(AT_ONCE)
        ]  # fmt: skip
        db.session.commit()

    def use(number):
        key, typed = made[number]
        with suppress(OSError):
            return own_app.test_client().post(f"/code/{key}", data={"code": typed}).status_code

    assert at_once(own_app, use) == [303] * AT_ONCE
    with own_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Account)) == 1
        assert db.session.scalar(select(func.count()).select_from(SignIn)) == AT_ONCE


def test_every_try_of_many_is_counted(own_app):
    buckets = [Bucket("one", "x", 5, 86_400), Bucket("two", "x", 100, 86_400)]
    waits = at_once(own_app, lambda number: count_try(*buckets[:: 1 if number % 2 else -1]))
    assert sum(wait == 0 for wait in waits) == 5
