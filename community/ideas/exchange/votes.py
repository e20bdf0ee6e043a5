"""Votes as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from community.accounts.models import Person
from community.accounts.operations import record_people
from community.extensions import db
from community.ideas.models import Choice, Idea, Vote
from community.ideas.operations.recount import recount
from community.platform.clock import now
from community.platform.exchange import cells
from community.platform.exchange.bulk import Inserting, bytewise, ids_of, reading
from community.platform.exchange.cells import as_instant, instant, name, safe, to_instant, word
from community.platform.exchange.kinds import Exchange, Outcome
from community.platform.exchange.staging import BATCH, Staging
from community.platform.exchange.tables import Column, Problems
from community.platform.text import _

__all__ = ["VOTES"]

COLUMNS = (
    Column("idea", name(200, needed=True), safe, needed=True),
    Column("voter", name(200, needed=True), safe, needed=True),
    Column("choice", word(Choice, needed=True), str, needed=True),
    Column("created_at", instant, to_instant),
)
VOTE = ("person_id", "idea_id", "choice", "created_at", "changed_at")


def check(staging: Staging, problems: Problems) -> None:
    """Find ideas that do not exist."""
    with reading():
        staging.resolve("idea", lambda texts: ids_of(Idea, texts))
    staging.refuse_unresolved("idea", problems, lambda text: _("There is no idea %(name)s.", name=cells.shown(text)))


def write(staging: Staging, step: Callable[[int], object]) -> Outcome:
    """Let each vote of the file stand, whether voting is still open or not: a file tells what was.

    Voters become people without account. A vote that stands already is left alone, or changed to what
    the file says; a time that is known is not taken back.
    """
    staging.resolve("voter", record_people)
    at = now()
    adding = Inserting(Vote.__table__, VOTE, lambda insert: insert.on_conflict_do_nothing())
    changing = Inserting(Vote.__table__, VOTE, lambda insert: _or_change(insert, at))
    new = changed = done = 0
    for batch in staging.batches("choice", "created_at", resolved=("voter", "idea"), by_id=True):
        rows = [
            (person_id, idea_id, choice, as_instant(created_at), as_instant(created_at))
            for choice, created_at, person_id, idea_id in batch
        ]
        added = adding.run(rows)
        if added < len(rows):
            changed += changing.run(rows)
        new += added
        done += len(batch)
        step(done)
    # Only now is each idea locked: nobody waits for us while we write, and what was counted meanwhile is seen.
    for ids in staging.ids("idea"):
        recount(ids)
    return Outcome(new, changed, done - new - changed)


def rows() -> Iterator[Any]:
    """Return all votes, by the external ids of idea and voter."""
    statement = (
        select(Idea.external_id, Person.external_id, Vote.choice, Vote.created_at)
        .join_from(Idea, Vote, Vote.idea_id == Idea.id)
        .join(Person, Person.id == Vote.person_id)
        .order_by(bytewise(Idea.external_id), bytewise(Person.external_id))
    )
    return iter(db.session.execute(statement, execution_options={"yield_per": BATCH}))


def _or_change(adding: Any, at: datetime) -> Any:
    """Let the vote that stands become what the file says, if that is something else."""
    file = adding.excluded
    other_time = or_(Vote.created_at.is_(None), Vote.created_at != file.created_at)
    return adding.on_conflict_do_update(
        index_elements=["person_id", "idea_id"],
        set_={
            "choice": file.choice,
            "created_at": func.coalesce(file.created_at, Vote.created_at),
            "changed_at": at,
        },
        where=or_(Vote.choice != file.choice, file.created_at.is_not(None) & other_time),
    )


VOTES = Exchange("votes", COLUMNS, ("idea", "voter"), check, write, rows)
