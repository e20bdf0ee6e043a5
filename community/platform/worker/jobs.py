"""Running jobs again and again, each by itself: what breaks one run stops neither the next nor another job."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Thread
from time import monotonic
from typing import Protocol

import structlog
from flask import Flask
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from community.extensions import db
from community.platform.clock import now
from community.platform.database import is_away, reading_only
from community.platform.worker import bell
from community.platform.worker.operations import note_run, take_turn
from community.platform.worker.queries import get_run, is_turn

__all__ = ["Job", "NotNow", "Worker", "jobs_of", "offer", "start"]

LONGEST_WAIT = 60
"""Seconds after which a process looks again, at the latest, whether there is something to do."""

NOTED_EVERY = 60
"""A job that runs every few seconds is written down so often: each write makes visitors' pages anew."""

KEPT = "jobs"

log = structlog.get_logger(__name__)


class NotNow(Exception):
    """A job cannot do its work just now, for a reason outside of it: said once, and tried again soon."""


class Does(Protocol):
    """The work of a job, called in an app context of its own; it commits."""

    def __call__(self) -> object: ...


@dataclass(frozen=True)
class Job:
    """Something to do every so many seconds: by one process of all, or everywhere, by each."""

    name: str
    work: Does
    every: float
    everywhere: bool = False


@dataclass
class _Plan:
    """When a job runs next in this process."""

    job: Job
    at: float = 0.0
    failures: int = 0
    said: str | None = None


def offer(app: Flask, *jobs: Job) -> None:
    """Let the worker of `app` do these jobs."""
    app.extensions.setdefault(KEPT, []).extend(jobs)


def jobs_of(app: Flask) -> Sequence[Job]:
    """Return the jobs of this site."""
    kept: list[Job] = app.extensions.get(KEPT, [])
    return kept


def start(app: Flask) -> Worker:
    """Let a thread of this process do the jobs of `app` for as long as the process lives."""
    worker = Worker(app)
    Thread(target=worker.run, name="worker", daemon=True).start()
    atexit.register(worker.stop)
    return worker


@dataclass
class Worker:
    """Does each job of a site when it is due."""

    app: Flask
    bell: bell.Bell = field(default_factory=bell.Bell)

    def __post_init__(self) -> None:
        self.plans = {job.name: _Plan(job) for job in jobs_of(self.app)}

    def run(self, clock: Callable[[], float] = monotonic) -> None:
        """Do what is due, sleep, and so on until stopped."""
        bell.listening.append(self.bell)
        try:
            while not self.bell.is_over:
                for plan in self.plans.values():
                    if plan.at <= clock() and not self.bell.is_over:
                        self._do(plan)
                        plan.at = clock() + _wait(plan)
                self._sleep(clock)
        finally:
            bell.listening.remove(self.bell)

    def run_once(self) -> dict[str, str | None]:
        """Do every job now; return what went wrong with each."""
        for plan in self.plans.values():
            self._do(plan, now_or_never=True)
        return {name: plan.said for name, plan in self.plans.items()}

    def stop(self) -> None:
        """End after the job that is being done."""
        self.bell.end()

    def _sleep(self, clock: Callable[[], float]) -> None:
        due = min((plan.at for plan in self.plans.values()), default=clock() + LONGEST_WAIT)
        for name in self.bell.wait(due - clock()):
            plan = self.plans.get(name)
            if plan and not plan.failures:  # what fails waits, however often it is asked for
                plan.at = clock()

    def _do(self, plan: _Plan, *, now_or_never: bool = False) -> None:
        """Run a job once. This is where every error of a job ends."""
        job, error, began_at = plan.job, None, now()
        try:
            with self.app.app_context():
                if not (job.everywhere or now_or_never or _my_turn(job)):
                    return
                job.work()
        except Exception as broken:  # noqa: BLE001 – the next run may go well, and other jobs must go on
            error = _say(plan, broken)
        else:
            if plan.failures:
                log.info("job works again", job=job.name)
        plan.said = error
        plan.failures = plan.failures + 1 if error else 0
        self._note(job, began_at, error)

    def _note(self, job: Job, began_at: datetime, error: str | None) -> None:
        try:
            with self.app.app_context():
                if not job.everywhere or _is_news(job, error):
                    note_run(job.name, began_at, error)
                    db.session.commit()
        except (DBAPIError, PoolTimeout):
            pass  # noted next time


def _wait(plan: _Plan) -> float:
    """Seconds until this process looks again: after a failure soon, and then less and less often."""
    every = plan.job.every
    if not plan.job.everywhere:
        return min(every, LONGEST_WAIT)  # whose turn it is then, the database says
    return min(max(every, LONGEST_WAIT), every * 2.0 ** min(plan.failures, 10)) if plan.failures else every


def _my_turn(job: Job) -> bool:
    with reading_only():
        due = is_turn(job.name, job.every)
        db.session.rollback()
    mine = due and take_turn(job.name, job.every)
    db.session.commit()
    return mine


def _is_news(job: Job, error: str | None) -> bool:
    with reading_only():
        run = get_run(job.name)
        db.session.rollback()
    return run is None or run.error != error or (now() - run.began_at).total_seconds() >= NOTED_EVERY


def _say(plan: _Plan, broken: Exception) -> str:
    """Write an error to the log unless it is the same as last time; return it in a line."""
    if isinstance(broken, NotNow):
        error = str(broken)
    elif isinstance(broken, DBAPIError | PoolTimeout) and is_away(broken):
        error = "the database is away"
    else:
        error = type(broken).__name__
    if error != plan.said:
        expected = isinstance(broken, NotNow) or error == "the database is away"
        log.error("job failed", job=plan.job.name, why=error, **({} if expected else {"exc_info": broken}))
    return error
