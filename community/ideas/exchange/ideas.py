"""Ideas as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import select

from community.accounts.models import Person
from community.accounts.operations import record_people
from community.extensions import db
from community.ideas.models import Idea, Status
from community.ideas.operations.record import MENDED, record_ideas
from community.places.models import ROOT_ID, Place
from community.platform.exchange import cells
from community.platform.exchange.bulk import bytewise, ids_of, snapshot
from community.platform.exchange.cells import as_instant, instant, language, name, prose, safe, to_instant, whole, word
from community.platform.exchange.kinds import Exchange, Outcome
from community.platform.exchange.staging import BATCH, Staging
from community.platform.exchange.tables import Column, Problems
from community.platform.text import _
from community.writing.rules import BODY_LENGTH, TITLE_LENGTH

__all__ = ["IDEAS"]

LANGUAGE = "en"


def _safe(text: str | None) -> str:
    return safe(text or "")


COLUMNS = (
    Column("external_id", name(200, needed=True), safe, needed=True),
    Column("title", name(TITLE_LENGTH, needed=True), safe, needed=True),
    Column("body", prose(BODY_LENGTH), safe),
    Column("place", name(200), _safe),
    Column("author", name(200), _safe),
    Column("tags", name(2000), _safe),
    Column("status", word(Status), str),
    Column("created_at", instant, to_instant),
    Column("language", language, str),
    Column("tally", whole, lambda tally: "" if tally is None else str(tally)),
    Column("withdrawn_at", instant, to_instant),
    Column("hidden_at", instant, to_instant),
)
NAMES = [column.name for column in COLUMNS]


def check(staging: Staging, problems: Problems) -> None:
    """Find places that do not exist."""
    with snapshot():
        staging.resolve("place", lambda texts: ids_of(Place, texts))
    staging.refuse_unresolved("place", problems, lambda text: _("There is no place %(name)s.", name=cells.shown(text)))


def write(staging: Staging, step: Callable[[int], object]) -> Outcome:
    """Record the ideas; authors become people without account."""
    staging.resolve("author", record_people)
    said = frozenset(column for column in MENDED if column.removesuffix("_id") in staging.given)
    batches = staging.batches(*NAMES, resolved=("place", "author"))
    return record_ideas(([_columns(row) for row in batch] for batch in batches), said, step, count=staging.count)


def rows(*which: Any) -> Iterator[Any]:
    """Return all ideas, or those for which these conditions hold, by external id."""
    columns = (
        Idea.external_id, Idea.title, Idea.body, Place.external_id, Person.external_id, Idea.tags, Idea.status,
        Idea.created_at, Idea.language, Idea.tally, Idea.withdrawn_at, Idea.hidden_at,
    )  # fmt: skip
    statement = (
        select(*columns)
        .join(Place, Place.id == Idea.place_id)
        .outerjoin(Person, Person.id == Idea.author_id)
        .where(*which)
        .order_by(bytewise(Idea.external_id))
    )
    return iter(db.session.execute(statement, execution_options={"yield_per": BATCH}))


def _columns(row: Sequence[Any]) -> dict[str, Any]:
    """Return what a row of the file says, as columns of an idea."""
    cell = dict(zip((*NAMES, "place_id", "author_id"), row, strict=True))
    return {
        "external_id": cell["external_id"],
        "title": cell["title"],
        "body": cell["body"] or "",
        "place_id": cell["place_id"] or ROOT_ID,
        "author_id": cell["author_id"],
        "tags": cell["tags"],
        "status": Status(cell["status"]) if cell["status"] else None,
        "created_at": as_instant(cell["created_at"]),
        "language": cell["language"] or LANGUAGE,
        "tally": cell["tally"],
        "withdrawn_at": as_instant(cell["withdrawn_at"]),
        "hidden_at": as_instant(cell["hidden_at"]),
    }


def public_rows() -> Iterator[Any]:
    """Return the ideas that are listed."""
    return rows(Idea.listed)


IDEAS = Exchange("ideas", COLUMNS, ("external_id",), check, write, rows, public_rows)
