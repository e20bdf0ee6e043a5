"""What stands around every answer: cookies, policies, validators; and what production insists on."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import ExitStack

import pytest

from community.accounts.models import Person
from community.config import Misconfigured, settings
from community.extensions import db
from community.ideas.models import Choice, Status
from community.ideas.operations import cast_vote, set_status
from community.places.models import Place
from tests.factories import make_idea, make_person, make_place
from tests.faults.servers import ROOT, Visitor, serving
from tests.harness.databases import app_on, only_sqlite

POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "script-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "manifest-src": "'self'",
}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SECRET = "s" * 32


def filled(rule):
    return re.sub(r"<(\w+:)?\w+>", lambda part: {"id:": "1", "on:": "idea"}.get(part[1], "x"), rule.rule)


def fill():
    """Something behind every address: place 2, idea 1, person 1."""
    rosa = make_person("Rosa")
    place = make_place("Mill Lane")
    for number in range(25):
        make_idea(f"Idea {number}", place=place, author=rosa)
    db.session.commit()


@pytest.fixture(scope="module")
def shown(run):
    """A site with something on it, as a server runs it."""
    url = run.upgraded("sqlite")
    with app_on(url, TESTING=False) as app:
        with app.app_context():
            fill()
        yield app
    run.drop(url)


def every_get(app):
    found = {filled(rule) for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    assert {"/", "/ideas", "/ideas/1/x", "/places/1/x"} <= found
    return sorted(found)


def test_every_answer_carries_the_whole_policy(shown):
    client = shown.test_client()
    for path in (*every_get(shown), "/nowhere", "/ideas?page=x", "/static/nothing.css"):
        for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT"):
            answer = client.open(path, method=method)
            policies = answer.headers.getlist("Content-Security-Policy")
            assert [dict(part.split(" ", 1) for part in policy.split("; ")) for policy in policies] == [POLICY], path
            assert {name: answer.headers[name] for name in ALWAYS} == ALWAYS
            assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["X-Request-ID"])
            assert "Strict-Transport-Security" not in answer.headers


def test_a_request_number_is_ours_and_never_the_same(shown):
    client = shown.test_client()
    numbers = {client.get("/", headers={"X-Request-ID": "mine"}).headers["X-Request-ID"] for _ in range(20)}
    assert len(numbers) == 20
    assert "mine" not in numbers


def test_visitors_get_no_cookie(shown):
    for path in (*every_get(shown), "/nowhere", "/ideas?page=x", "/ideas?sort=random"):
        client = shown.test_client()
        for method in ("GET", "HEAD", "OPTIONS"):
            answer = client.open(path, method=method, headers={"Cookie": "session=forged; language=xx"})
            assert "Set-Cookie" not in answer.headers, path
    refused = shown.test_client().post("/ideas/999999/vote", data={"choice": "support"})
    assert refused.status_code == 404
    assert "Set-Cookie" not in refused.headers


def test_head_is_get_without_a_body(shown):
    for client in (shown.test_client(), as_rosa(shown)):
        for path in every_get(shown):
            get, head = client.get(path), client.head(path)
            assert (head.status_code, head.data) == (get.status_code, b""), path
            for name in ("Content-Type", "ETag", "Cache-Control", "Vary", "Location"):
                assert head.headers.get(name) == get.headers.get(name), f"{name} of {path}"


def as_rosa(app):
    client = app.test_client()
    client.sign_in(1)
    return client


def test_what_is_unchanged_says_so_with_the_headers_that_matter(shown):
    tagged = 0
    for client in (shown.test_client(), as_rosa(shown)):
        for path in every_get(shown):
            first = client.get(path, follow_redirects=True)
            if first.status_code != 200 or "ETag" not in first.headers or path.startswith("/static"):
                continue
            tagged += 1
            here = first.request.path
            for have in (first.headers["ETag"], f'"x", {first.headers["ETag"]}', f"W/{first.headers['ETag']}", "*"):
                for method in ("GET", "HEAD"):
                    again = client.open(here, method=method, headers={"If-None-Match": have})
                    assert (again.status_code, again.data) == (304, b""), f"{path} for {have}"
                    for name in ("ETag", "Cache-Control", "Vary", "Content-Security-Policy"):
                        assert again.headers[name] == first.headers[name], f"{name} of {path}"
                    assert "Set-Cookie" not in again.headers
            assert client.get(here, headers={"If-None-Match": '"another"'}).status_code == 200
            assert "no-cache" in first.headers["Cache-Control"]
            assert {"Accept-Language", "Cookie"} <= set(re.split(r",\s*", first.headers["Vary"]))
    assert tagged >= 10


def test_static_files_are_kept_only_when_their_name_tells_their_content(shown):
    client = shown.test_client()
    missing = client.get("/static/dist/site-00000000.css")
    assert missing.status_code == 404
    assert missing.headers["Cache-Control"] == "no-store"
    for path in ("/static/img/mark.svg", "/static/css/site.css"):
        with client.get(path) as answer:
            assert "immutable" not in answer.headers.get("Cache-Control", "")
    for path in (
        "/static/../config.py",
        "/static/%2e%2e/config.py",
        "/static//etc/passwd",
        "/static/%00",
        "/static/" + "x" * 5000,
    ):
        assert client.get(path, follow_redirects=True).status_code == 404


def tags(client, paths, **headers):
    return {path: client.get(path, headers=headers, follow_redirects=True).headers["ETag"] for path in paths}


CHANGES = {
    "a vote": (lambda idea: cast_vote(make_person().id, idea.id, Choice.SUPPORT), "idea ideas supported"),
    "a status": (lambda idea: set_status(None, idea, Status.PLANNED, "We do it."), "idea ideas home root place"),
    "an idea": (lambda _: make_idea("New"), "home ideas places root"),
    "a place": (lambda _: make_place("Old Bridge"), "places root home"),
    "the name of a place": (
        lambda idea: setattr(db.session.get(Place, idea.place_id), "name", "Mill Road"),
        "places place root idea ideas home",
    ),
    "the name of an author": (lambda idea: setattr(db.session.get(Person, idea.author_id), "name", "Bo"), "idea"),
    "a title": (lambda idea: setattr(idea, "title", "Renamed"), "idea ideas"),
    "a text": (lambda idea: setattr(idea, "body_html", "<p>More</p>"), "idea"),
    "a tally": (lambda idea: setattr(idea, "tally", 12), "idea ideas"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_page_shows_changes_its_etag(app, change):
    idea = make_idea("Idea", place=make_place("Mill Lane"), author=make_person("Rosa"))
    pages = {
        "home": "/",
        "ideas": "/ideas",
        "supported": "/ideas?sort=supported",
        "idea": f"/ideas/{idea.id}",
        "places": "/places",
        "root": "/places/1",
        "place": f"/places/{idea.place_id}",
    }
    client = app.test_client()
    before = tags(client, pages.values())
    assert tags(client, pages.values()) == before
    make, expected = CHANGES[change]
    make(idea)
    after = tags(client, pages.values())
    assert set(expected.split()) <= {name for name, path in pages.items() if after[path] != before[path]}


PAGES = ("/", "/ideas", "/ideas?sort=supported", "/ideas/1", "/places", "/places/1", "/places/2")


def test_the_etag_tells_people_and_languages_apart_and_nothing_else(shown):
    visitor, rosa, bo = shown.test_client(), as_rosa(shown), shown.test_client()
    with shown.app_context():
        other = make_person("Bo").id
        db.session.commit()
    bo.sign_in(other)
    seen = [
        tags(visitor, PAGES),
        tags(visitor, PAGES, **{"Accept-Language": "ar-XB"}),
        tags(rosa, PAGES),
        tags(bo, PAGES),
    ]
    for path in PAGES:
        assert len({tagged[path] for tagged in seen}) == len(seen), path
    assert tags(shown.test_client(), PAGES, **{"User-Agent": "x", "Accept": "*/*"}) == seen[0]


@only_sqlite
@pytest.mark.slow
def test_two_processes_agree_on_every_etag(own_app, tmp_path):
    with own_app.app_context():
        fill()
    url = own_app.config["SQLALCHEMY_DATABASE_URI"]
    paths = ["/", "/ideas", "/ideas?sort=random&seed=7", "/ideas/1/idea-0", "/places", "/places/2/mill-lane"]
    with ExitStack() as stack:
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
        servers = [
            stack.enter_context(serving(url, tmp_path / name, workers=1, SECRET_KEY=SECRET)) for name in ("one", "two")
        ]
        one, two = (stack.enter_context(Visitor(server.port)) for server in servers)
        before = {path: one.get(path).headers["ETag"] for path in paths}
        for path, tag in before.items():
            assert tag == two.get(path).headers["ETag"]
            for _ in range(2):
                assert two.get(path, **{"If-None-Match": tag}).status == 304
        with own_app.app_context():
            make_idea("New")
            db.session.commit()
        for path in paths[:3]:
            assert two.get(path, **{"If-None-Match": one.get(path).headers["ETag"]}).status == 304
            assert one.get(path).headers["ETag"] != before[path]
        two.be(1)
        two.get("/")  # says once who is signed in
        one.cookies = dict(two.cookies)
        assert one.get("/ideas").headers["ETag"] == two.get("/ideas").headers["ETag"]


PRODUCTION = {"COMMUNITY_ENV": "production", "SECRET_KEY": SECRET, "HOSTS": "example.org", "MAIL": "smtp://localhost"}


@pytest.mark.parametrize(
    ("missing", "value"),
    [
        *(("SECRET_KEY", value) for value in (None, "", " ", "short", "x" * 31)),
        *(("HOSTS", value) for value in (None, "", " ", " , ,")),
        *(("MAIL", value) for value in (None, "", "file", "localhost", "smtp://", "https://mail.example")),
    ],
)
def test_production_refuses_to_start_without(missing, value, tmp_path):
    env = {**PRODUCTION, "DATA": str(tmp_path / "data")}
    env.pop(missing)
    if value is not None:
        env[missing] = value
    with pytest.raises(Misconfigured, match=rf"{missing}.*\."):
        settings(env)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COMMUNITY_ENV", "prod"),
        ("COMMUNITY_ENV", "Production"),
        ("COMMUNITY_ENV", ""),
        ("TIMEZONE", "Mars/Olympus"),
        ("LANGUAGES", "en,klingon"),
        ("LANGUAGES", " "),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("PORT", "x"),
        ("PORT", "70000"),
        ("WORKERS", "0"),
        ("WORKER", "maybe"),
        ("MAIL", "smtp://mail.example:x"),
        ("MAIL", "console"),
        ("MAIL_FROM", "nobody"),
        ("MAIL_FROM", "a@example.org, b@example.org"),
        ("MAIL_FROM", "Town\nBcc: <a@example.org>"),
        ("ADDRESS", "town.example"),
        ("ADDRESS", "https://town.example/forum"),
        ("ADDRESS", "https://"),
    ],
)
def test_a_setting_that_makes_no_sense_is_said_at_the_start(name, value, tmp_path):
    with pytest.raises(Misconfigured, match=rf"{name}.*\."):
        settings({**PRODUCTION, "DATA": str(tmp_path), name: value})


@pytest.mark.slow
@pytest.mark.parametrize("command", [["-m", "flask", "routes"], ["-m", "community.server"], ["-c", "import app"]])
def test_whatever_starts_says_in_one_sentence_what_production_lacks(command, tmp_path):
    env = {**os.environ, **PRODUCTION, "DATA": str(tmp_path)}
    del env["HOSTS"]
    ended = subprocess.run([sys.executable, *command], cwd=ROOT, env=env, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 1
    assert ended.stderr.strip().splitlines()[-1].startswith("Production needs HOSTS: ")
    assert "Traceback" not in ended.stderr


@only_sqlite
def test_production_answers_as_it_must(own_app, monkeypatch, tmp_path):
    for name, value in {**PRODUCTION, "DATA": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    with app_on(own_app.config["SQLALCHEMY_DATABASE_URI"]) as app:
        client = app.test_client()
        there = {"base_url": "https://example.org"}
        for path in ("/", "/nowhere", "/static/nothing", "/healthz"):
            answer = client.get(path, **there)
            assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
            assert client.get(path, base_url="http://localhost").status_code == 400
            assert client.get(path, base_url="http://127.0.0.1:5000").status_code == 400
        assert client.post("/sign-in/as", data={"person": "1"}, **there).status_code == 404
        assert "right to left" not in client.get("/", **there).text
        assert app.config["SESSION_COOKIE_NAME"].startswith("__Host-")
        session = app.session_interface
        assert (session.get_cookie_secure(app), session.get_cookie_httponly(app)) == (True, True)
        assert (session.get_cookie_samesite(app), session.get_cookie_path(app)) == ("Lax", "/")
        assert session.get_cookie_domain(app) is None
        cookie = client.post("/language", data={"language": "en"}, **there).headers["Set-Cookie"]
        assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
