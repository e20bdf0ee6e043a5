"""Commitments as a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from community.accounts.models import Person
from community.extensions import db
from community.ideas.models import Idea
from community.places.models import ROOT_ID, Place
from community.platform.exchange import cells
from community.platform.exchange.bulk import bytewise, ids_of, snapshot
from community.platform.exchange.cells import (
    as_instant,
    day,
    instant,
    language,
    name,
    names,
    prose,
    safe,
    to_day,
    to_instant,
    word,
)
from community.platform.exchange.kinds import Exchange, Outcome
from community.platform.exchange.staging import BATCH, Staging
from community.platform.exchange.tables import Column, Problems
from community.platform.text import _
from community.themes.models import Theme
from community.tracker.models import ANSWERS, ANSWERS_THEME, Commitment, CommitmentIdea, CommitmentTheme, Status
from community.tracker.operations.make import COST_LENGTH, MEASURE_LENGTH, OWNER_LENGTH
from community.tracker.operations.record import record_commitments
from community.writing.rules import BODY_LENGTH, TITLE_LENGTH

__all__ = ["COMMITMENTS"]


def _safe(text: str | None) -> str:
    return safe(text or "")


COLUMNS = (
    Column("external_id", name(200, needed=True), safe, needed=True),
    Column("title", name(TITLE_LENGTH, needed=True), safe, needed=True),
    Column("body", prose(BODY_LENGTH), safe),
    Column("place", name(200), _safe),
    Column("owner", name(OWNER_LENGTH), _safe),
    Column("due_on", day, to_day),
    Column("status", word(Status), str),
    Column("ideas", names(200), safe),
    Column("themes", names(200), safe),
    Column("cost", name(COST_LENGTH), _safe),
    Column("created_at", instant, to_instant),
    Column("language", language, str),
    Column("measure", name(MEASURE_LENGTH), _safe),
    Column("first_due_on", day, to_day),
)
NAMES = [column.name for column in COLUMNS]


def check(staging: Staging, problems: Problems) -> None:
    """Find places, ideas and themes that do not exist; an owner who is nobody known is an office."""
    with snapshot():
        staging.resolve("place", lambda texts: ids_of(Place, texts))
        staging.resolve("owner", lambda texts: ids_of(Person, texts))
        for column, model, sentence in (
            ("ideas", Idea, lambda text: _("There is no idea %(name)s.", name=cells.shown(text))),
            ("themes", Theme, lambda text: _("There is no theme %(name)s.", name=cells.shown(text))),
        ):
            staging.resolve_each(column, lambda texts, model=model: ids_of(model, texts), problems, sentence)  # type: ignore[misc]
    staging.refuse_unresolved("place", problems, lambda text: _("There is no place %(name)s.", name=cells.shown(text)))


def write(staging: Staging, step: Callable[[int], object]) -> Outcome:
    """Record the commitments, and what they answer."""
    batches = staging.batches(*NAMES, resolved=("place", "owner"))
    rows = ([_columns(staging, row) for row in batch] for batch in batches)
    return record_commitments(rows, staging.given, staging.count, step)


def _columns(staging: Staging, row: Sequence[Any]) -> dict[str, Any]:
    """Return what a row of the file says, as columns of a commitment and the ids of what it answers."""
    cell = dict(zip((*NAMES, "place_id", "owner_id"), row, strict=True))
    return {
        "external_id": cell["external_id"],
        "title": cell["title"],
        "body": cell["body"] or "",
        "language": cell["language"] or "en",
        "place_id": cell["place_id"] or ROOT_ID,
        "owner_id": cell["owner_id"],
        "owner_name": None if cell["owner_id"] else cell["owner"],
        "measure": cell["measure"],
        "cost": cell["cost"],
        "created_at": as_instant(cell["created_at"]),
        "status": Status(cell["status"]) if cell["status"] else None,
        "due_on": date.fromisoformat(cell["due_on"]) if cell["due_on"] else None,
        "first_due_on": date.fromisoformat(cell["first_due_on"]) if cell["first_due_on"] else None,
        "ideas": staging.each("ideas", cell["ideas"]),
        "themes": staging.each("themes", cell["themes"]),
    }


def rows(*which: Any) -> Iterator[Any]:
    """Return all commitments, or those for which these conditions hold, by external id."""
    ideas = _answered(CommitmentIdea, Idea, CommitmentIdea.idea_id, ANSWERS)
    themes = _answered(CommitmentTheme, Theme, CommitmentTheme.theme_id, ANSWERS_THEME)
    statement = (
        select(
            Commitment.id, Commitment.external_id, Commitment.title, Commitment.body, Place.external_id,
            Person.external_id, Commitment.owner_name, Commitment.due_on, Commitment.status, Commitment.cost,
            Commitment.created_at, Commitment.language, Commitment.measure, Commitment.first_due_on,
        )
        .join(Place, Place.id == Commitment.place_id)
        .outerjoin(Person, Person.id == Commitment.owner_id)
        .where(Commitment.listed, *which)
        .order_by(bytewise(Commitment.external_id))
    )  # fmt: skip
    for number, *said in db.session.execute(statement, execution_options={"yield_per": BATCH}):
        external_id, title, body, place, person, office, due_on, status, cost, *last = said
        answered = ";".join(ideas.get(number, ())), ";".join(themes.get(number, ()))
        yield (external_id, title, body, place, person or office, due_on, status, *answered, cost, *last)


def _answered(link: Any, model: Any, column: Any, stands: Any) -> Mapping[int, Sequence[str]]:
    """Return for each commitment the external ids of what it answers, in their order."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    pairs = select(link.commitment_id, model.external_id).join(model, model.id == column).where(stands, model.listed)
    for commitment_id, external_id in db.session.execute(pairs.order_by(bytewise(model.external_id))):
        found[commitment_id].append(external_id)
    return found


COMMITMENTS = Exchange("commitments", COLUMNS, ("external_id",), check, write, rows, rows)
