"""Unchanged pages are answered below the framework, and never a moment longer than they are unchanged."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.extensions import db
from community.ideas.models import Choice
from community.ideas.operations import cast_vote
from community.places.models import Place
from community.platform.unchanged import Unchanged, state_of
from tests.factories import make_idea, make_person
from tests.harness.statements import recorded


@pytest.fixture
def remembering(own_app: Flask) -> FlaskClient:
    with own_app.app_context():
        make_idea(title="A bench")
        db.session.commit()
        own_app.wsgi_app = Unchanged(own_app.wsgi_app, state_of(db.engine))
    return own_app.test_client()


def again(client: FlaskClient, etag: str, **headers: str):
    with recorded() as statements:
        answer = client.get("/ideas/1/a-bench", headers={"If-None-Match": etag, **headers})
    asked = [statement for statement in statements if "pg_current_snapshot" not in statement]
    return answer, len(asked)


def test_the_second_conditional_request_reads_nothing(remembering: FlaskClient):
    etag = remembering.get("/ideas/1/a-bench").headers["ETag"]
    first, asked = again(remembering, etag)
    assert (first.status_code, asked > 0) == (304, True)
    second, asked = again(remembering, etag)
    assert (second.status_code, asked) == (304, 0)
    for name in ("ETag", "Cache-Control", "Vary"):
        assert second.headers[name] == first.headers[name]


def test_a_commit_anywhere_is_seen_at_once(remembering: FlaskClient, own_app: Flask):
    etag = remembering.get("/ideas/1/a-bench").headers["ETag"]
    again(remembering, etag), again(remembering, etag)
    with own_app.app_context():
        cast_vote(make_person().id, 1, Choice.SUPPORT)
        db.session.commit()
    answer, _asked = again(remembering, etag)
    assert answer.status_code == 200
    assert answer.headers["ETag"] != etag


def test_a_commit_that_does_not_touch_the_page_leaves_it_unchanged(remembering: FlaskClient, own_app: Flask):
    etag = remembering.get("/ideas/1/a-bench").headers["ETag"]
    again(remembering, etag)
    with own_app.app_context():
        make_idea(place=db.session.get_one(Place, 1))
        db.session.commit()
    answer, asked = again(remembering, etag)
    assert (answer.status_code, asked > 0) == (304, True)


@pytest.mark.parametrize("cookie", ["session", "language"])
def test_who_may_see_another_page_is_not_answered_from_memory(remembering: FlaskClient, cookie: str):
    etag = remembering.get("/ideas/1/a-bench").headers["ETag"]
    again(remembering, etag), again(remembering, etag)
    remembering.set_cookie(cookie, "something")
    _answer, asked = again(remembering, etag)
    assert asked > 0


def test_another_language_is_another_page(remembering: FlaskClient):
    etag = remembering.get("/ideas/1/a-bench").headers["ETag"]
    again(remembering, etag), again(remembering, etag)
    answer, asked = again(remembering, etag, **{"Accept-Language": "ar-XB"})
    assert (answer.status_code, asked > 0) == (200, True)
