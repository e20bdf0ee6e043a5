"""The worker inside real server processes: killed, stopped, and beside a mail server that keeps it waiting."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from community.platform.clock import now
from tests.faults.servers import ROOT, Server, Visitor, serving
from tests.harness.databases import only_sqlite
from tests.mail.posting import change, mails, posted

pytestmark = pytest.mark.slow

MAILS = 30


def until(fact: Callable[[], object], seconds: float = 30) -> None:
    """Wait until this is so."""
    deadline = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.1)


@contextmanager
def server(app, folder, sink, **settings: str) -> Iterator[Server]:
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    with serving(url, folder, **{"workers": 1, "WORKER": "in-process", "MAIL": sink.url, **settings}) as running:
        yield running


def test_killed_while_it_sends_it_loses_nothing_and_sends_all_but_one_once(own_app, sink, tmp_path):
    subjects = posted(own_app, MAILS)
    sink.delay = 0.05
    kills = 3
    for _ in range(kills):
        with server(own_app, tmp_path, sink) as running:
            enough = len(sink.messages) + 7
            until(lambda enough=enough: len(sink.messages) >= enough)
            running.kill()
        change(own_app, leased_until=now() - timedelta(seconds=1))  # as a minute later
    with server(own_app, tmp_path, sink):
        until(lambda: all(mail.sent_at for mail in mails(own_app)))
    assert set(sink.numbers) == set(subjects)
    twice = {subject: times for subject, times in sink.numbers.items() if times > 1}
    assert sum(twice.values()) - len(twice) <= kills, "more than what was under way when it was killed"
    by_subject = {}
    for message in sink.messages:
        assert by_subject.setdefault(message["Subject"], message["Message-ID"]) == message["Message-ID"]


def test_no_request_waits_for_mail(own_app, sink, tmp_path):
    posted(own_app, 1)
    sink.delay = 20
    with server(own_app, tmp_path, sink) as running:
        assert sink.begun.wait(20), "the worker sends nothing"
        with Visitor(running.port) as visitor:
            began = time.monotonic()
            assert [visitor.get(path).status for path in ("/", "/ideas", "/dev/mail", "/dev/mail/1")] == [200] * 4
            assert time.monotonic() - began < sink.delay / 2
        posted(own_app, 1)  # and nobody who writes waits for a lock
        assert not sink.messages


@only_sqlite
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_at_once_in_the_middle_of_a_mail(own_app, sink, tmp_path, number):
    posted(own_app, 1)
    sink.delay = 20
    with server(own_app, tmp_path, sink) as running:
        assert sink.begun.wait(20), "the worker sends nothing"
        began = time.monotonic()
        if number == signal.SIGINT:  # as a terminal does, to all of them
            os.killpg(running.process.pid, number)
        else:
            running.process.send_signal(number)
        running.process.wait(timeout=10)
        assert time.monotonic() - began < 5
        assert "Traceback" not in running.log.read_text()
    (mail,) = mails(own_app)
    assert mail.sent_at is None
    assert mail.leased_until < now() + timedelta(minutes=1)


def test_several_processes_share_the_work(own_app, sink, tmp_path):
    sink.delay = 0.02
    with server(own_app, tmp_path, sink, workers=2):
        subjects = posted(own_app, MAILS)
        until(lambda: all(mail.sent_at for mail in mails(own_app)))
    assert sink.numbers == dict.fromkeys(subjects, 1)


@only_sqlite
def test_a_process_of_its_own_does_the_work_and_stops_when_told(own_app, sink, tmp_path):
    settings = {
        "COMMUNITY_ENV": "development",
        "DATABASE_URL": own_app.config["SQLALCHEMY_DATABASE_URI"],
        "DATA": str(tmp_path),
        "MAIL": sink.url,
    }
    subjects = posted(own_app, 3)
    command = [sys.executable, "-m", "flask", "--app", "app", "work"]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, stderr=subprocess.PIPE) as work:
        try:
            until(lambda: all(mail.sent_at for mail in mails(own_app)))
            work.send_signal(signal.SIGTERM)
            assert work.wait(timeout=10) == 0
            assert b"Traceback" not in work.stderr.read()
        finally:
            work.kill()
    assert sink.numbers == dict.fromkeys(subjects, 1)
