"""Every error as a page for people and as problem+json for programs; what broke inside stays inside."""

from __future__ import annotations

import json

import pytest
from flask import abort
from sqlalchemy import text

from community.extensions import db
from community.platform.errors import Denied, Missing, Refused, Unclear
from community.web import errors
from tests.faults.servers import ROOT, Visitor, serving
from tests.harness.databases import app_on, only_sqlite
from tests.harness.pages import page

STATUSES = (400, 403, 404, 405, 409, 413, 429, 500, 503)
PROBLEM = "application/problem+json"
SECRET = "hush-4711"
LEAKS = ("Traceback", "RuntimeError", "OperationalError", "sqlite", "SELECT ", SECRET, str(ROOT), ".py")


@pytest.fixture(scope="module")
def broken(run):
    """A site with routes that fail in every way."""
    url = run.upgraded("sqlite")
    with app_on(url, TESTING=False) as app:

        @app.get("/fail/<int:status>")
        def fail(status):
            abort(status)

        @app.get("/later/<int:status>")
        def later(status):
            abort(status, response=None, retry_after=30) if status in (429, 503) else abort(status)

        @app.get("/problem/<name>")
        def problem(name):
            raise {"400": Unclear, "403": Denied, "404": Missing, "409": Refused}[name]("Voting ended on 3 May.")

        @app.get("/bug")
        def bug():
            raise RuntimeError(SECRET, url)

        @app.get("/raised")
        def raised():
            raise KeyError(SECRET) from ValueError(SECRET)

        yield app
    run.drop(url)


@pytest.fixture
def client(broken):
    return broken.test_client()


@pytest.mark.parametrize("status", STATUSES)
def test_an_error_is_a_page_for_people(client, status):
    shown = page(client, f"/fail/{status}", status=status, queries=status < 500)
    assert f"Error {status}" in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    assert shown.headers["X-Request-ID"] in shown.text
    assert "Set-Cookie" not in shown.headers
    assert "ETag" not in shown.headers
    assert "/" in shown.links()


@pytest.mark.parametrize("status", [400, 406, 411, 414, 416, 418])
def test_what_the_sender_did_wrong_is_not_called_broken_here(client, status):
    shown = page(client, f"/fail/{status}", status=status, queries=status < 500)
    assert shown.h1 == "We cannot make sense of this address"
    assert "our side" not in shown.text


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("accept", ["application/json", PROBLEM, "application/json, */*;q=0.1"])
def test_an_error_is_a_problem_for_programs(client, status, accept):
    answer = client.get(f"/fail/{status}", headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (status, PROBLEM)
    assert answer.json["status"] == status
    assert answer.json["title"]
    assert answer.json["request"] == answer.headers["X-Request-ID"]


@pytest.mark.parametrize("accept", ["text/html", "*/*", "", "text/*", "image/png", "text/html, application/json"])
def test_whoever_does_not_ask_for_json_gets_a_page(client, accept):
    assert client.get("/fail/404", headers={"Accept": accept}).mimetype == "text/html"


@pytest.mark.parametrize("status", ["400", "403", "404", "409"])
def test_the_reason_is_said_to_people_and_to_programs(client, status):
    assert "Voting ended on 3 May." in page(client, f"/problem/{status}", status=int(status), queries=1).text
    assert client.get(f"/problem/{status}", headers={"Accept": PROBLEM}).json["detail"] == "Voting ended on 3 May."


@pytest.mark.parametrize("path", ["/bug", "/raised"])
@pytest.mark.parametrize("accept", ["text/html", PROBLEM])
def test_a_bug_gives_nothing_away(client, path, accept):
    answer = client.get(path, headers={"Accept": accept})
    assert answer.status_code == 500
    assert [leak for leak in LEAKS if leak in answer.text] == []
    assert answer.headers["X-Request-ID"] in answer.text


def test_the_error_page_itself_may_break(client, monkeypatch):
    def fail(*_args, **_values):
        raise RuntimeError(SECRET)

    monkeypatch.setattr(errors, "render_template", fail)
    for path, status in (("/bug", 500), ("/nowhere", 404)):
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (status, "text/html")
        assert [leak for leak in LEAKS if leak in answer.text] == []
        assert answer.headers["X-Request-ID"] in answer.text
        assert answer.headers["Content-Security-Policy"]


@only_sqlite
@pytest.mark.slow
@pytest.mark.parametrize("form", ["json", "plain"])
def test_a_bug_is_logged_once_with_the_number_on_the_page_and_without_what_people_wrote(own_app, tmp_path, form):
    with own_app.app_context():
        db.session.execute(text("ALTER TABLE idea_count RENAME COLUMN count TO lost"))
        db.session.commit()
    url = own_app.config["SQLALCHEMY_DATABASE_URI"]
    with serving(url, tmp_path, 1, LOG_FORMAT=form, LOG_LEVEL="INFO") as server, Visitor(server.port) as visitor:
        shown = visitor.get("/ideas")
        visitor.get("/nowhere/%0Afake%20[error]%20%1B[2J")
    assert shown.status == 500
    number = shown.headers["X-Request-ID"]
    assert number in shown.text
    log = server.log.read_text()
    about = [line for line in log.splitlines() if "unexpected error" in line and number in line]
    assert len(about) == 1
    assert log.count(number) == 2, "once for what broke, once for what was answered"
    assert "no such column" in log
    assert "parameters hidden" in log
    assert "\x1b" not in log
    assert [line for line in log.splitlines() if line.startswith("fake")] == []
    if form == "json":
        assert json.loads(about[0])["request"] == number
        assert "locals" not in about[0]
