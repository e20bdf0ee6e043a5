"""What every test may ask for: the site on each database, a client that browses it, a real browser."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell started us in the background; what we start would ignore Ctrl-C as well, and that is tested.
    signal.signal(signal.SIGINT, signal.default_int_handler)

RUN = "COMMUNITY_TEST_RUN"
EACH_DATABASE = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]

# Every process of pytest-xdist inherits the run's folder and owner; nothing set outside reaches the site.
OWNER = RUN not in os.environ
if OWNER:
    os.environ[RUN] = f"{os.getpid()} {tempfile.mkdtemp(prefix='community-')}"
OWNER_ID, _, FOLDER = os.environ[RUN].partition(" ")
for name in (
    "ADDRESS", "DATABASE_URL", "HOSTS", "LANGUAGES", "LOG_FORMAT", "MAIL", "MAIL_FROM", "PYTHONDONTWRITEBYTECODE",
    "SECRET_KEY", "SITE_NAME", "TIMEZONE", "WORKER",
):  # fmt: skip
    os.environ.pop(name, None)
os.environ |= {"COMMUNITY_ENV": "test", "DATA": FOLDER, "LOG_LEVEL": "CRITICAL"}

from community.accounts import passwords
from tests.harness import browser as browsers
from tests.harness import databases, postgres


def pytest_unconfigure() -> None:
    """Leave nothing running and nothing lying about, also after Ctrl-C."""
    if OWNER:
        postgres.stop(Path(FOLDER) / databases.SERVER)
        for _attempt in range(10):  # after Ctrl-C, another process of this run may still be writing
            shutil.rmtree(FOLDER, ignore_errors=True)
            if not Path(FOLDER).exists():
                break
            time.sleep(0.3)
        os.environ.pop(RUN, None)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--write-who-may` writes the table of who may what anew, for people to read before they commit it."""
    parser.addoption("--write-who-may", action="store_true", help="write tests/site/who_may.txt anew")


@pytest.fixture(scope="session", autouse=True)
def hasher_of_the_site() -> Iterator[PasswordHasher]:
    """What takes its time to keep a password; for tests, one that takes none is put in its place."""
    real, passwords._hasher = passwords._hasher, PasswordHasher(time_cost=1, memory_cost=16, parallelism=1)
    yield real
    passwords._hasher = real


@pytest.fixture(scope="session")
def run() -> databases.Run:
    """The databases of this run of the tests."""
    return databases.Run(Path(FOLDER), int(OWNER_ID))


@pytest.fixture(scope="session", params=EACH_DATABASE)
def kind(request: pytest.FixtureRequest) -> str:
    """The kind of database; a test that asks for it, or for an app, runs once for each kind."""
    return str(request.param)


@pytest.fixture(scope="session")
def site(run: databases.Run, kind: str) -> Iterator[Flask]:
    """One app on one upgraded database for all tests; ask for `app` instead."""
    url = run.upgraded(kind)
    with databases.app_on(url) as app:
        yield app
    run.drop(url)


@pytest.fixture
def app(site: Flask) -> Iterator[Flask]:
    """The site, with a context for what the test makes; everything is rolled back after the test."""
    with databases.rolled_back(site), site.app_context():
        yield site


@pytest.fixture
def own_app(run: databases.Run, kind: str) -> Iterator[Flask]:
    """The site on a database of this test's own, where commits are commits; no context is pushed."""
    url = run.upgraded(kind)
    with databases.app_on(url) as app:
        yield app
    run.drop(url)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor of the site."""
    return app.test_client()


@pytest.fixture(scope="session")
def chromium() -> Iterator[browsers.Browser]:
    """A real browser; a test that asks for it is marked `browser`."""
    try:
        with browsers.chromium() as browser:
            yield browser
    except browsers.Unavailable as missing:
        pytest.skip(str(missing))


@pytest.fixture
def browse(app: Flask, chromium: browsers.Browser) -> Iterator[Callable[..., browsers.Page]]:
    """Call it for a page in the real browser, answered by `app` without a socket: browse(color_scheme="dark")."""
    contexts = []

    def open_page(client: FlaskClient | None = None, **options: object) -> browsers.Page:
        contexts.append(chromium.new_context(base_url=browsers.ADDRESS, **options))
        browsers.answer_with(client or app.test_client(), contexts[-1])
        return contexts[-1].new_page()

    yield open_page
    for context in contexts:
        context.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the browser or a town of a thousand, so that `make unit` leaves it out."""
    for item in items:
        needed = getattr(item, "fixturenames", ())
        if "chromium" in needed:
            item.add_marker(pytest.mark.browser)
        if "large_town" in needed:
            item.add_marker(pytest.mark.slow)
