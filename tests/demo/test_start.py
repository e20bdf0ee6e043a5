"""The demo starts, stops and goes on, as people run it: in a process of its own."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from community.accounts.operations import record_person
from community.extensions import db
from demo.people import INVENTED
from tests.factories import make_idea, make_place
from tests.faults.servers import ROOT, free_port
from tests.harness.databases import Run, app_on

pytestmark = pytest.mark.slow


PATIENT = 120
"""Seconds: far longer than anything here takes, so that no busy machine makes a test fail."""


class Demo:
    """One `python -m demo`, in a process group of its own, like a job of a terminal."""

    def __init__(self, data: Path, port: int) -> None:
        self.port = port
        self.log = data / "output.txt"
        settings = {"COMMUNITY_ENV": "development", "DATA": str(data), "PORT": str(port)}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "demo"],
                cwd=ROOT,
                env={**os.environ, **settings},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def wait_to_say(self, words: str) -> None:
        wait_until(lambda: words in self.said or self.process.poll() is not None)
        assert words in self.said

    def signal(self, number: int) -> None:
        """Send a signal to the whole job, as a terminal does."""
        os.killpg(self.process.pid, number)

    def answers(self) -> bool:
        try:
            return self.shows("/healthz") == "ok\n"
        except OSError:
            return False

    def shows(self, path: str) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            return connection.getresponse().read().decode()
        finally:
            connection.close()

    def ended(self) -> int:
        """Wait until the job has ended and nobody listens any more; return its exit status."""
        status = self.process.wait(PATIENT)
        wait_until(lambda: not listens(self.port))
        assert not listens(self.port), "a worker is left"
        return status


def wait_until(claim: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENT
    while not claim() and time.monotonic() < deadline:
        time.sleep(0.02)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def loaded(run: Run, tmp_path: Path) -> Path:
    """A folder in which the demo believes that everything is loaded."""
    url = run.upgraded("sqlite")
    with app_on(url) as app, app.app_context():
        for external_id, name in INVENTED.items():
            record_person(name, external_id)
        db.session.commit()
    shutil.move(url.removeprefix("sqlite:///"), tmp_path / "community.sqlite3")
    return tmp_path


@pytest.fixture
def start() -> Iterator[Callable[..., Demo]]:
    started = []

    def begin(data: Path, port: int | None = None) -> Demo:
        started.append(Demo(data, port or free_port()))
        return started[-1]

    yield begin
    for demo in started:
        try:
            demo.signal(signal.SIGKILL)
        except ProcessLookupError:
            continue
        demo.process.wait()


def test_it_says_where_it_serves_when_it_does_and_ctrl_c_stops_it_at_once(loaded, start):
    demo = start(loaded)
    demo.wait_to_say(f"http://127.0.0.1:{demo.port}")
    assert demo.answers()
    with socket.create_connection(("127.0.0.1", demo.port)) as idle:  # a browser keeps its connection open
        idle.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"200 OK" in idle.recv(1000)
        demo.signal(signal.SIGINT)
        assert demo.ended() == 0
    assert demo.said.rstrip().endswith("Stopped.")
    assert "Killing" not in demo.said, "the worker did not stop by itself, but was killed when the patience was over"
    assert "Traceback" not in demo.said


def test_it_says_whose_words_it_shows_and_under_which_licence(loaded, start):
    demo = start(loaded)
    demo.wait_to_say("Serving")
    assert "CC BY 4.0" in demo.shows("/about")


@pytest.mark.parametrize("made", [make_place, make_idea])
def test_it_leaves_a_real_town_alone(run, tmp_path, start, made):
    url = run.upgraded("sqlite")
    with app_on(url) as app, app.app_context():
        made()
        db.session.commit()
    shutil.move(url.removeprefix("sqlite:///"), tmp_path / "community.sqlite3")
    before = tables(tmp_path)
    demo = start(tmp_path)
    assert demo.process.wait(PATIENT) == 1
    assert "nothing was changed" in demo.said
    assert "Traceback" not in demo.said
    assert tables(tmp_path) == before
    assert not (tmp_path / "demo").exists()


@pytest.mark.parametrize("seconds", [0.05, 0.3, 0.6, 0.9, 1.2, 1.6, 2.2])
def test_ctrl_c_while_it_starts_stops_it_quietly(loaded, start, seconds):
    demo = start(loaded)
    time.sleep(seconds)
    demo.signal(signal.SIGINT)
    demo.ended()
    # However busy the machine is: a traceback can only be Python's own, from before it came to our files.
    assert "Traceback" not in demo.said or not re.search(r"(demo|community)/\w+\.py", demo.said), demo.said


def test_no_worker_outlives_a_killed_server(loaded, start):
    demo = start(loaded)
    demo.wait_to_say("Serving")
    os.kill(demo.process.pid, signal.SIGKILL)
    demo.ended()


def test_a_port_in_use_is_said_in_words(loaded, start):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        demo = start(loaded, other.getsockname()[1])
        assert demo.process.wait(PATIENT) == 1
    assert "cannot be used" in demo.said
    assert "Traceback" not in demo.said


def test_a_load_that_is_stopped_and_killed_is_completed_by_the_next_start(tmp_path, start):
    first = start(tmp_path)
    first.wait_to_say("places:")
    first.signal(signal.SIGINT)
    assert first.ended() == 1
    assert "goes on from here" in first.said
    assert "Traceback" not in first.said

    second = start(tmp_path)
    second.wait_to_say("ideas:")
    second.signal(signal.SIGKILL)
    second.ended()
    assert votes(tmp_path) == 0

    third = start(tmp_path)
    third.wait_to_say("Serving")
    assert third.answers()
    assert votes(tmp_path) == 225_040
    third.signal(signal.SIGINT)
    assert third.ended() == 0

    fourth = start(tmp_path)
    fourth.wait_to_say("Serving")
    assert "Loading" not in fourth.said
    assert sorted(path.name for path in tmp_path.iterdir() if "demo" in path.name) == ["demo", "demo.lock"]


def votes(data: Path) -> int:
    return len(tables(data)["vote"])


def tables(data: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of what the demo could write."""
    with contextlib.closing(sqlite3.connect(data / "community.sqlite3")) as connection:
        return {
            name: connection.execute(f"SELECT * FROM {name}").fetchall()
            for name in ("place", "person", "idea", "vote", "idea_count")
        }
