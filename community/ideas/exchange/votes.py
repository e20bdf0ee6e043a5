"""Votes as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import select

from community.accounts.models import Person
from community.accounts.operations import record_people
from community.extensions import db
from community.ideas.models import Choice, Idea, Vote
from community.ideas.operations import record_votes
from community.platform.exchange import cells
from community.platform.exchange.bulk import bytewise, ids_of, snapshot
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


def check(staging: Staging, problems: Problems) -> None:
    """Find ideas that do not exist."""
    with snapshot():
        staging.resolve("idea", lambda texts: ids_of(Idea, texts))
    staging.refuse_unresolved("idea", problems, lambda text: _("There is no idea %(name)s.", name=cells.shown(text)))


def write(staging: Staging, step: Callable[[int], object]) -> Outcome:
    """Record the votes; voters become people without account."""
    staging.resolve("voter", record_people)
    batches = staging.batches("choice", "created_at", resolved=("voter", "idea"), by_id=True)
    votes = ([(voter, idea, choice, as_instant(at)) for choice, at, voter, idea in batch] for batch in batches)
    return record_votes(votes, staging.ids("idea"), step)


def rows() -> Iterator[Any]:
    """Return all votes, by the external ids of idea and voter."""
    statement = (
        select(Idea.external_id, Person.external_id, Vote.choice, Vote.created_at)
        .join_from(Idea, Vote, Vote.idea_id == Idea.id)
        .join(Person, Person.id == Vote.person_id)
        .order_by(bytewise(Idea.external_id), bytewise(Person.external_id))
    )
    return iter(db.session.execute(statement, execution_options={"yield_per": BATCH}))


VOTES = Exchange("votes", COLUMNS, ("idea", "voter"), check, write, rows)
