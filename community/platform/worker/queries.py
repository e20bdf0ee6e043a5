"""What can be known about the worker's jobs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from community.platform.clock import now
from community.platform.reading import Reading
from community.platform.worker.models import JobRun

__all__ = ["Run", "get_run", "is_turn", "list_runs"]


@dataclass(frozen=True, slots=True)
class Run:
    """When a job began last, when it last did its work, and what went wrong in its last run."""

    name: str
    began_at: datetime
    worked_at: datetime | None
    error: str | None


_ALL = select(JobRun.name, JobRun.began_at, JobRun.worked_at, JobRun.error)
_RUN = Reading(Run, _ALL.where(JobRun.name == bindparam("name")))
_RUNS = Reading(Run, _ALL.order_by(JobRun.name))


def get_run(name: str) -> Run | None:
    """Return the last run of this job, or None."""
    return _RUN.first(name=name)


def list_runs() -> Sequence[Run]:
    """Return the last run of each job."""
    return _RUNS.all()


def is_turn(name: str, every: float) -> bool:
    """Say whether the last run of this job began at least `every` seconds ago."""
    run = get_run(name)
    return run is None or run.began_at <= now() - timedelta(seconds=every)
