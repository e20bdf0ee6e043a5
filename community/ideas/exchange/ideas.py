"""Ideas as a table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy import insert as plain_insert

from community.accounts.models import Person
from community.accounts.operations import record_people
from community.extensions import db
from community.ideas.models import Idea, Status, StatusChange
from community.ideas.operations.post import change_counts, dated, written
from community.ideas.ranking import draw_lot
from community.ideas.rules import BODY_LENGTH, TITLE_LENGTH
from community.places.models import ROOT_ID, Place
from community.platform.clock import now
from community.platform.errors import Unclear
from community.platform.exchange import cells
from community.platform.exchange.bulk import bytewise, ids_of, reading
from community.platform.exchange.cells import as_instant, instant, name, prose, safe, to_instant, whole, word
from community.platform.exchange.kinds import Exchange, Outcome
from community.platform.exchange.staging import BATCH, Staging
from community.platform.exchange.tables import Column, Problems
from community.platform.text import _

__all__ = ["IDEAS"]

LANGUAGE = "en"
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


def language(cell: str) -> str | None:
    """Read a BCP 47 language tag; empty is None."""
    text = cell.strip()
    if text and (len(text) > 35 or not LANGUAGE_TAG.fullmatch(text)):
        raise Unclear(_("%(cell)s is not a language tag, like en or pt-BR.", cell=cells.shown(cell)))
    return text or None


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
)
NAMES = [column.name for column in COLUMNS]
COMPARED = ("title", "body", "place_id", "author_id", "tags", "created_at", "language", "tally")


def check(staging: Staging, problems: Problems) -> None:
    """Find places that do not exist."""
    with reading():
        staging.resolve("place", lambda texts: ids_of(Place, texts))
    staging.refuse_unresolved("place", problems, lambda text: _("There is no place %(name)s.", name=cells.shown(text)))


def write(staging: Staging, step: Callable[[int], object]) -> Outcome:
    """Put the new ideas before everybody and mend the others; authors become people without account."""
    outcome = Outcome()
    staging.resolve("author", record_people)
    counted: Counter[tuple[Status, int]] = Counter()
    done = 0
    for batch in staging.batches(*NAMES, resolved=("place", "author")):
        rows = {row[0]: _columns(row) for row in batch}
        standing = _standing(list(rows))
        new = {external_id: row for external_id, row in rows.items() if external_id not in standing}
        _add(new, counted)
        differing = [key for key, idea in standing.items() if _differs(idea, rows[key], staging.given)]
        for key, idea in _standing(differing, lock=True).items():  # as they are when nobody else changes them
            _mend(idea, rows[key], staging.given, counted)
        outcome.new += len(new)
        outcome.changed += len(differing)
        outcome.unchanged += len(standing) - len(differing)
        done += len(batch)
        step(done)
    for (status, place_id), by in sorted(counted.items()):  # in one order, or two at once could deadlock
        if by:
            change_counts(place_id, status, by)
    return outcome


def rows() -> Iterator[Any]:
    """Return all ideas, by external id."""
    columns = (
        Idea.external_id, Idea.title, Idea.body, Place.external_id, Person.external_id, Idea.tags, Idea.status,
        Idea.created_at, Idea.language, Idea.tally,
    )  # fmt: skip
    statement = (
        select(*columns)
        .join(Place, Place.id == Idea.place_id)
        .outerjoin(Person, Person.id == Idea.author_id)
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
    }


def _standing(external_ids: Sequence[str], *, lock: bool = False) -> Mapping[str, Any]:
    columns = (Idea.id, Idea.external_id, Idea.status, *(getattr(Idea, column) for column in COMPARED))
    statement = select(*columns).where(Idea.external_id.in_(external_ids)).order_by(Idea.id)
    found = db.session.execute(statement.with_for_update(key_share=True) if lock else statement)
    return {idea.external_id: idea for idea in found}


def _add(rows: Mapping[str, Mapping[str, Any]], counted: Counter[tuple[Status, int]]) -> None:
    if not rows:
        return
    at = now()
    ideas = [
        {
            **row,
            **written(row["title"], row["body"], row["language"]),
            **dated(row["created_at"]),
            "status": row["status"] or Status.OPEN,
            "recorded_at": at,
            "lot": draw_lot(),
        }
        for row in rows.values()
    ]
    db.session.execute(plain_insert(Idea.__table__), ideas)  # type: ignore[arg-type]
    for idea in ideas:
        counted[idea["status"], idea["place_id"]] += 1
    decided = {idea["external_id"]: idea["status"] for idea in ideas if idea["status"] is not Status.OPEN}
    if decided:
        ids = ids_of(Idea, list(decided))
        steps = [
            {"idea_id": ids[key], "status": status, "reason": _reason(), "person_id": None, "changed_at": at}
            for key, status in decided.items()
        ]
        db.session.execute(plain_insert(StatusChange.__table__), steps)  # type: ignore[arg-type]


def _news(idea: Any, row: Mapping[str, Any], given: frozenset[str]) -> dict[str, Any]:
    """Return the columns of which the file says something else; an empty cell never takes back a time or a status."""
    news = {
        column: row[column]
        for column in COMPARED
        if column.removesuffix("_id") in given and row[column] != getattr(idea, column)
    }
    if news.get("created_at", True) is None:
        del news["created_at"]
    if row["status"] and row["status"] is not idea.status:
        news["status"] = row["status"]
    return news


def _differs(idea: Any, row: Mapping[str, Any], given: frozenset[str]) -> bool:
    return bool(_news(idea, row, given))


def _mend(idea: Any, row: Mapping[str, Any], given: frozenset[str], counted: Counter[tuple[Status, int]]) -> None:
    """Give a known and locked idea what the file says of it; a new status is a step with a public reason."""
    news = _news(idea, row, given)
    if not news:
        return
    if "created_at" in news:
        news |= dated(news["created_at"])
    if news.keys() & {"title", "body", "language"}:
        text = {column: news.get(column, getattr(idea, column)) for column in ("title", "body", "language")}
        news |= written(**text)
    counted[idea.status, idea.place_id] -= 1
    counted[news.get("status", idea.status), news.get("place_id", idea.place_id)] += 1
    db.session.execute(update(Idea.__table__).where(Idea.id == bindparam("idea")).values(news), {"idea": idea.id})  # type: ignore[arg-type]
    if "status" in news:
        step = {"idea_id": idea.id, "status": news["status"], "reason": _reason(), "person_id": None}
        db.session.execute(plain_insert(StatusChange.__table__), {**step, "changed_at": now()})  # type: ignore[arg-type]


def _reason() -> str:
    return str(_("This is the status that was imported."))


IDEAS = Exchange("ideas", COLUMNS, ("external_id",), check, write, rows)
