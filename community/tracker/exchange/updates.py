"""Updates of commitments as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import case, select

from community.extensions import db
from community.platform.errors import Unclear
from community.platform.exchange import cells
from community.platform.exchange.bulk import bytewise, ids_of, snapshot
from community.platform.exchange.cells import (
    as_instant,
    day,
    instant,
    name,
    prose,
    restored,
    safe,
    to_day,
    to_instant,
    word,
)
from community.platform.exchange.kinds import Exchange, Outcome
from community.platform.exchange.staging import BATCH, Staging
from community.platform.exchange.tables import Column, Problems
from community.platform.text import _
from community.tracker.models import Commitment, Status, Step, StepKind
from community.tracker.operations.record import SaidUpdate, record_updates
from community.tracker.operations.wording import checked_link
from community.writing.rules import BODY_LENGTH

__all__ = ["UPDATES"]


def _words(cell: str) -> str:
    words = str(prose(BODY_LENGTH)(cell))
    if not words.strip():
        raise Unclear(_("This cell must not be empty."))
    return words


def _link(cell: str) -> str | None:
    return checked_link(restored(cell.strip()) or None)


COLUMNS = (
    Column("commitment", name(200, needed=True), safe, needed=True),
    Column("body", _words, safe, needed=True),
    Column("status", word(Status), str),
    Column("evidence_url", _link, lambda link: safe(link or "")),
    Column("created_at", instant, to_instant),
    Column("due_on", day, to_day),
)


def check(staging: Staging, problems: Problems) -> None:
    """Find commitments that do not exist."""
    with snapshot():
        staging.resolve("commitment", lambda texts: ids_of(Commitment, texts))
    staging.refuse_unresolved(
        "commitment", problems, lambda text: _("There is no commitment %(name)s.", name=cells.shown(text))
    )


def write(staging: Staging, step: Callable[[int], object]) -> Outcome:
    """Record the updates, each at its place in the history."""
    found = staging.batches("body", "status", "evidence_url", "created_at", "due_on", resolved=("commitment",))
    said = (
        [
            SaidUpdate(
                commitment_id,
                body,
                Status(status) if status else None,
                link,
                as_instant(at),
                date.fromisoformat(due_on) if due_on else None,
            )
            for body, status, link, at, due_on, commitment_id in batch
        ]
        for batch in found
    )
    return record_updates(said, staging.count, step)


def rows() -> Iterator[Any]:
    """Return all updates that stand, by commitment and day; that something was promised is the commitment's row."""
    moved = case((Step.kind == StepKind.MOVED, Step.due_on))
    statement = (
        select(Commitment.external_id, Step.body, Step.status, Step.evidence_url, Step.happened_at, moved)
        .join(Commitment, Commitment.id == Step.commitment_id)
        .where(
            Commitment.listed, Step.taken_back_at.is_(None), Step.kind.not_in((StepKind.MADE, StepKind.ANSWERS)),
            Step.body != "",
        )
        .order_by(bytewise(Commitment.external_id), Step.listed_at, Step.id)
    )  # fmt: skip
    return iter(db.session.execute(statement, execution_options={"yield_per": BATCH}))


UPDATES = Exchange("updates", COLUMNS, ("commitment", "created_at", "body"), check, write, rows, rows)
