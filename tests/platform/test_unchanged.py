"""Visitors' pages are remembered below the framework, and never a moment longer than they are unchanged."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.extensions import db
from community.ideas.models import Choice
from community.ideas.operations import cast_vote
from community.platform import unchanged
from community.platform.unchanged import Unchanged, state_of
from tests.factories import make_idea, make_person
from tests.harness.databases import only_sqlite
from tests.harness.statements import recorded

PAGE = "/ideas/1/a-bench"


@pytest.fixture
def visitor(own_app: Flask) -> FlaskClient:
    with own_app.app_context():
        make_idea(title="A bench")
        db.session.commit()
        own_app.wsgi_app = Unchanged(own_app.wsgi_app, state_of(db.engine))
    client = own_app.test_client()
    client.get(PAGE)
    return client


def ask(client: FlaskClient, path: str = PAGE, **headers: str):
    """Return the answer, and how many statements it took."""
    with recorded() as statements:
        answer = client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    return answer, sum("pg_current_snapshot" not in statement for statement in statements)


def test_a_page_is_shown_again_without_reading(visitor: FlaskClient):
    made = visitor.get(PAGE, headers={"Accept": "text/html"})
    shown, asked = ask(visitor, Accept="text/html")
    assert (shown.data, dict(shown.headers), asked) == (made.data, dict(made.headers), 0)


def test_a_reader_who_has_the_page_is_told_so_without_reading(visitor: FlaskClient):
    made = visitor.get(PAGE)
    told, asked = ask(visitor, If_None_Match=made.headers["ETag"])
    assert (told.status_code, told.data, asked) == (304, b"", 0)
    for name in ("ETag", "Cache-Control", "Vary"):
        assert told.headers[name] == made.headers[name]


def test_at_midnight_every_page_is_made_anew_for_roles_end_by_themselves(visitor: FlaskClient, monkeypatch):
    midnight = 1_800_000_000 // 86_400 * 86_400
    monkeypatch.setattr(unchanged, "time", lambda: midnight - 0.1)
    visitor.get(PAGE)
    assert ask(visitor)[1] == 0
    monkeypatch.setattr(unchanged, "time", lambda: midnight)
    assert ask(visitor)[1] > 0


def test_a_commit_is_seen_at_once(visitor: FlaskClient, own_app: Flask):
    before = visitor.get(PAGE)
    with own_app.app_context():
        cast_vote(make_person().id, 1, Choice.SUPPORT)
        db.session.commit()
    after, asked = ask(visitor, If_None_Match=before.headers["ETag"])
    assert (after.status_code, asked > 0) == (200, True)
    assert after.headers["ETag"] != before.headers["ETag"]
    assert after.data != before.data


def test_a_commit_elsewhere_leaves_the_etag(visitor: FlaskClient, own_app: Flask):
    etag = visitor.get(PAGE).headers["ETag"]
    with own_app.app_context():
        make_person()
        db.session.commit()
    told, asked = ask(visitor, If_None_Match=etag)
    assert (told.status_code, asked > 0) == (304, True)


@pytest.mark.parametrize("cookie", ["session", "language"])
def test_whoever_has_a_cookie_is_not_answered_from_memory(visitor: FlaskClient, cookie: str):
    visitor.set_cookie(cookie, "something")
    _answer, asked = ask(visitor)
    assert asked > 0


def test_another_language_is_another_page(visitor: FlaskClient):
    answer, asked = ask(visitor, Accept_Language="ar-XB")
    assert asked > 0
    assert 'dir="rtl"' in answer.text


@pytest.mark.parametrize("path", ["/sign-in", "/ideas/2", "/nothing", "/ideas?sort=random"])
def test_what_has_no_etag_is_not_remembered(visitor: FlaskClient, path: str):
    visitor.get(path)
    assert len(visitor.application.wsgi_app.pages) == 1


def test_memory_is_bounded(visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("community.platform.unchanged.MOST_BYTES", 100_000)
    for place in range(60):
        visitor.get(f"/ideas?sort=random&seed={place}")
    assert visitor.application.wsgi_app.bytes < 200_000


def test_a_very_long_address_is_not_remembered(visitor: FlaskClient):
    visitor.get(f"/ideas?x={'x' * 20_000}")
    assert len(visitor.application.wsgi_app.pages) == 1


@only_sqlite
def test_a_connection_that_was_lost_does_not_bring_an_old_page_back(visitor: FlaskClient, own_app: Flask):
    state = visitor.application.wsgi_app.state
    before = visitor.get(PAGE).headers["ETag"]
    state.connection.close()  # the next question fails, the one after it comes from a new connection
    assert state() is None
    with own_app.app_context():
        cast_vote(make_person().id, 1, Choice.SUPPORT)
        db.session.commit()
    assert visitor.get(PAGE).headers["ETag"] != before


def test_a_page_made_of_the_same_rows_is_not_rendered_again(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, app: Flask
):
    make_idea(title="A bench")
    made = client.get("/ideas")
    monkeypatch.setattr("community.ideas.views.pages.render_template", None)  # whoever renders fails
    shown = client.get("/ideas")
    assert (shown.status_code, shown.data) == (200, made.data)
    assert {name: value for name, value in shown.headers if name != "X-Request-ID"} == {
        name: value for name, value in made.headers if name != "X-Request-ID"
    }
    monkeypatch.undo()
    make_idea(title="A tree")
    assert b"A tree" in client.get("/ideas").data


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/static/dist/nothing.css"])
def test_what_is_not_made_of_the_database_does_not_ask_for_its_state(own_app: Flask, path: str):
    def state() -> object:
        raise AssertionError(f"{path} asked for the state of the database")

    own_app.wsgi_app = Unchanged(own_app.wsgi_app, state)
    assert own_app.test_client().get(path).status_code in (200, 404, 503)
    with pytest.raises(AssertionError):
        own_app.test_client().get("/about")


def test_a_page_of_somebody_signed_in_is_theirs_alone(visitor: FlaskClient, own_app: Flask):
    with own_app.app_context():
        person_id = make_person().id
        db.session.commit()
    assert visitor.get(PAGE).headers["Cache-Control"] == "no-cache"
    visitor.sign_in(person_id)
    assert visitor.get(PAGE).headers["Cache-Control"] == "private, no-cache"
