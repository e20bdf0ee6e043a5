"""The worker: every job in its time, whatever befalls another one."""

from __future__ import annotations

import threading
import time

import pytest
from sqlalchemy import text

from community.extensions import db
from community.platform.database import reading_only
from community.platform.worker import jobs, operations, queries
from community.platform.worker.jobs import Job, NotNow, Worker
from tests.mail.posting import mails, post


@pytest.fixture
def offered(own_app):
    """Call it with the jobs that the site shall have, and no others."""

    def offer(*those):
        own_app.extensions[jobs.KEPT] = list(those)
        return own_app

    return offer


def runs(app):
    with app.app_context():
        return {run.name: run for run in queries.list_runs()}


def broken():
    raise ZeroDivisionError("people's words")


def test_a_broken_job_stops_no_other_and_is_seen(offered, logged):
    done = []
    app = offered(Job("first", broken, 60), Job("second", lambda: done.append(1), 60))
    assert Worker(app).run_once() == {"first": "ZeroDivisionError", "second": None}
    assert done == [1]
    found = runs(app)
    assert (found["first"].error, found["first"].worked_at) == ("ZeroDivisionError", None)
    assert found["second"].worked_at
    assert [line["job"] for line in logged] == ["first"]


def test_what_a_broken_job_wrote_is_undone(offered):
    def half():
        post()
        broken()

    app = offered(Job("half", half, 60))
    Worker(app).run_once()
    assert mails(app) == []


def test_an_outage_is_one_line_in_the_log_and_its_end_another(offered, logged):
    away = [True]

    def work():
        if away:
            raise NotNow("it is away")

    worker = Worker(offered(Job("work", work, 5, everywhere=True)))
    for _ in range(5):
        worker.run_once()
    assert runs(worker.app)["work"].error == "it is away"
    away.clear()
    worker.run_once()
    worker.run_once()
    assert [line["event"] for line in logged] == ["job failed", "job works again"]
    assert runs(worker.app)["work"].error is None


def test_of_two_processes_one_takes_the_turn(offered):
    done = []
    app = offered(Job("nightly", lambda: done.append(1), 3600))
    together = threading.Barrier(2)

    def work(worker):
        together.wait()
        worker._do(worker.plans["nightly"])

    threads = [threading.Thread(target=work, args=(Worker(app),)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [1]
    with app.app_context():
        assert not operations.take_turn("nightly", 3600)
        assert operations.take_turn("nightly", 0)


def test_a_job_that_runs_every_few_seconds_is_written_down_once_a_minute(offered):
    worker = Worker(offered(Job("often", lambda: None, 5, everywhere=True)))
    worker.run_once()
    before = runs(worker.app)["often"]
    worker.run_once()
    assert runs(worker.app)["often"] == before
    with worker.app.app_context():
        db.session.execute(text("UPDATE job_run SET began_at = '2020-01-01 00:00:00+00:00'"))
        db.session.commit()
    worker.run_once()
    assert runs(worker.app)["often"].began_at > before.began_at


def test_what_fails_is_tried_again_soon_and_then_less_often():
    plan = jobs._Plan(Job("x", broken, 5, everywhere=True))
    waits = []
    for plan.failures in range(8):
        waits.append(jobs._wait(plan))
    assert waits == [5, 10, 20, 40, 60, 60, 60, 60]


@pytest.fixture
def working(own_app):
    """Start a worker on these jobs in a thread; it is stopped after the test."""
    started = []

    def start(*those):
        own_app.extensions[jobs.KEPT] = list(those)
        worker = Worker(own_app)
        started.append((worker, threading.Thread(target=worker.run)))
        started[-1][1].start()
        return own_app

    yield start
    for worker, thread in started:
        worker.stop()
        thread.join(timeout=5)
        assert not thread.is_alive()


def test_a_commit_that_posts_mail_wakes_the_worker_at_once(working, own_app):
    app, seen = own_app, threading.Semaphore(0)

    def work():
        with reading_only():
            for _ in mails(app):
                seen.release()

    working(Job("mail", work, 600, everywhere=True))
    time.sleep(0.3)
    with app.app_context():
        post()
        db.session.rollback()
        assert not seen.acquire(timeout=0.3), "woken by what was undone"
        post()
        with db.session.begin_nested():
            post()
        assert not seen.acquire(timeout=0.3), "woken by half a transaction"
        db.session.commit()
    assert seen.acquire(timeout=5), "nobody woke it"


def test_stopping_wakes_a_sleeping_worker(own_app):
    own_app.extensions[jobs.KEPT] = [Job("rare", lambda: None, 3600)]
    worker = Worker(own_app)
    thread = threading.Thread(target=worker.run)
    thread.start()
    time.sleep(0.2)
    worker.stop()
    thread.join(timeout=2)
    assert not thread.is_alive()


def test_the_command_does_everything_once(offered):
    done = []
    app = offered(Job("good", lambda: done.append(1), 3600))
    run = app.test_cli_runner().invoke
    assert run(args=["work", "--once"]).exit_code == 0
    assert run(args=["work", "--once"]).exit_code == 0
    assert done == [1, 1]
    app = offered(Job("bad", broken, 3600))
    failed = run(args=["work", "--once"])
    assert failed.exit_code == 1
    assert "bad: ZeroDivisionError" in failed.output
