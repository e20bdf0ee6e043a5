"""With real processes: one client goes on writing and another one searching, whatever befalls the index."""

from __future__ import annotations

import fcntl
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from itertools import count, cycle

import pytest

from community.extensions import db
from community.places.models import ROOT_ID
from community.roles.models import Role
from community.search import jobs, queries
from tests.factories import make_staff
from tests.faults.servers import ROOT, Visitor, serving
from tests.harness.databases import only_sqlite

pytestmark = pytest.mark.slow

PATIENCE = 2
EVERY = 0.4
"""Seconds for which the worker here waits for a lock, and between two looks; on a site it takes longer."""
WORKER = f"""
from dataclasses import replace
from community.factory import create_app
from community.platform.worker.jobs import Worker
from community.search import jobs
jobs.PATIENCE = {PATIENCE}
worker = Worker(create_app())
plan = worker.plans["search"]
plan.job = replace(plan.job, every={EVERY})
worker.run()
"""
KILLS = 3
ASKED = ("/search?q=otter", "/api/v1/search?q=otter", '/search?q="no+otter"+-w*+ot*')


class Site:
    """A server, its worker, somebody who writes, and somebody who searches."""

    def __init__(self, app, folder, server):
        self.app, self.folder, self.server = app, folder, server
        self.worker = None
        self.acknowledged, self.answers, self.errors = [], [], []
        self.over = threading.Event()

    @property
    def settings(self):
        return {
            **os.environ, "COMMUNITY_ENV": "development", "DATABASE_URL": self.server.url, "DATA": str(self.folder),
            "LOG_LEVEL": "CRITICAL", "WORKER": "none",
        }  # fmt: skip

    def work(self):
        self.worker = subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, env=self.settings)

    def kill_worker(self):
        self.worker.send_signal(signal.SIGKILL)
        self.worker.wait()

    def write(self, person_id):
        """Post one idea after the other; each has a word of its own."""
        with Visitor(self.server.port) as visitor:
            visitor.be(person_id)
            for number in count():
                if self.over.wait(0.05):
                    return
                form = {"title": f"An otter w{number}x", "body": "", "place": ROOT_ID, "language": "en", "key": number}
                answer = visitor.post("/ideas/new", form)
                if answer.status == 303:
                    self.acknowledged.append(f"w{number}x")
                else:
                    self.errors.append(answer.text)

    def search(self):
        with Visitor(self.server.port) as visitor:
            for path in cycle(ASKED):
                if self.over.wait(0.05):
                    return
                self.answers.append((visitor.get(path.replace('"', "%22")).status, path))

    def finds(self, words):
        """Say whether the index alone finds all of these words."""
        with self.app.app_context():
            for word in words:
                found = queries.find(self.folder / "search", queries.Asked(word))
                if not found.by_index or [row.plain_title for row in found.rows] != [f"An otter {word}"]:
                    return False
        return True

    def learns(self, after=()):
        """Check that what is written up to now, and a little more, is found within a minute."""
        more = len(self.acknowledged) + 5
        until(lambda: len(self.acknowledged) >= more, 30)
        written = list(dict.fromkeys([*after, *self.acknowledged[-8:]]))
        until(lambda: self.finds(written), 60)

    @property
    def generation(self):
        return self.folder / "search" / (self.folder / "search" / "current").read_text()


@contextmanager
def site_of(app, folder):
    with app.app_context():
        person = make_staff(Role.MODERATOR).person_id
        db.session.commit()
    with serving(app.config["SQLALCHEMY_DATABASE_URI"], folder, workers=1) as server:
        site = Site(app, folder, server)
        clients = [threading.Thread(target=site.write, args=(person,)), threading.Thread(target=site.search)]
        try:
            site.work()
            for client in clients:
                client.start()
            yield site
        finally:
            site.over.set()
            for client in clients:
                client.join(timeout=30)
            site.kill_worker()


def until(fact, seconds):
    """Wait until this is so."""
    deadline = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.05)


def killed_while_it_writes(site, chance):
    """Kill the worker a moment after it began to write into the folder of the index."""
    here = site.generation
    before, deadline = {each.name for each in here.iterdir()}, time.monotonic() + 30
    while {each.name for each in here.iterdir()} <= before:
        assert time.monotonic() < deadline, "the worker writes nothing"
        time.sleep(0.001)
    time.sleep(chance.random() * 0.02)
    site.kill_worker()
    site.work()


def deleted(folder, here):
    shutil.rmtree(folder)


def cut_short(folder, here):
    os.truncate(max(here.glob("*.seg"), key=lambda each: each.stat().st_size), 100)


def foreign(folder, here):
    for each in here.glob("*.toc"):
        each.write_bytes(b"PK\x03\x04 something else")


# Whoosh forgets to close a file that turns out not to be its own; Python closes it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@only_sqlite
def test_whatever_befalls_the_index_search_answers_and_all_that_was_acknowledged_is_found(own_app, tmp_path):
    chance = random.Random(5)
    with site_of(own_app, tmp_path) as site:
        site.learns()
        for _kill in range(KILLS):
            killed_while_it_writes(site, chance)
        site.learns()
        for fault in (deleted, cut_short, foreign):
            for _try in range(100):  # between looking and breaking, the worker may have put another file in its place
                with suppress(OSError, ValueError):
                    fault(site.folder / "search", site.generation)
                    break
            site.learns()
        for name in ("MAIN_WRITELOCK", "learning"):
            with (site.generation / name).open("a") as held:
                fcntl.flock(held, fcntl.LOCK_EX)
                site.learns()
        command = [sys.executable, "-m", "flask", "search", "rebuild"]
        before = site.generation
        rebuilt = subprocess.run(command, cwd=ROOT, env=site.settings, capture_output=True, text=True)
        assert "The index knows" in rebuilt.stdout, rebuilt.stderr
        assert site.generation != before
        site.learns()
    assert not site.errors and site.acknowledged
    wrong = [answer for answer in site.answers if answer[0] != 200]
    assert not wrong and len(site.answers) > 100
    site.work()
    try:
        until(lambda: site.finds(site.acknowledged), 60)
    finally:
        site.kill_worker()


def test_the_patience_of_a_site_leaves_time_to_make_the_index_anew():
    assert jobs.PATIENCE <= 20
