"""What can happen to a job: somebody takes its turn, and notes how it went."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update

from community.platform.clock import now
from community.platform.database import execute, insert
from community.platform.worker.models import JobRun

__all__ = ["note_run", "take_turn"]


def take_turn(name: str, every: float) -> bool:
    """Begin a run of this job unless one began less than `every` seconds ago; one process only gets to."""
    at = now()
    first = insert(JobRun.__table__).values(name=name, began_at=at).on_conflict_do_nothing()
    if execute(first.returning(JobRun.name)).first():
        return True
    due = update(JobRun).where(JobRun.name == name, JobRun.began_at <= at - timedelta(seconds=every))
    return execute(due.values(began_at=at)).rowcount == 1


def note_run(name: str, began_at: datetime, error: str | None) -> None:
    """Remember that a run of this job has ended, well or with an error."""
    ended: dict[str, object] = {"began_at": began_at, "error": error[:300] if error else None}
    if error is None:
        ended["worked_at"] = now()
    row = insert(JobRun.__table__).values(name=name, **ended)
    execute(row.on_conflict_do_update(index_elements=["name"], set_=ended))
