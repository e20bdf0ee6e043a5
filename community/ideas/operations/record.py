"""Ideas and votes of elsewhere come in, many at a time; they tell what was, so no rule keeps them out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy import insert as plain_insert

from community.extensions import db
from community.ideas.models import Choice, Idea, Status, Vote
from community.ideas.operations.edit import record_version
from community.ideas.operations.place_counts import count_in_places
from community.ideas.operations.recount import recount
from community.ideas.operations.status import record_statuses
from community.ideas.ranking import draw_lot
from community.platform.clock import now
from community.platform.exchange.bulk import Inserting, ids_of
from community.platform.exchange.kinds import Outcome
from community.record.operations import begin_import, end_import
from community.search.operations import touch
from community.tags.models import Tagged
from community.tags.operations import record_tags
from community.writing.operations import dated, written

__all__ = ["MENDED", "record_ideas", "record_votes"]

UNSEEN = ("withdrawn_at", "hidden_at")
MENDED = ("title", "body", "place_id", "author_id", "tags", "created_at", "language", "tally", *UNSEEN)
"""The columns of a known idea that can be mended; its status changes, too, but as a step of its own."""

_MEND = update(Idea.__table__).where(Idea.id == bindparam("mended"))  # type: ignore[arg-type]
_VOTERS = (Idea.support_count + Idea.oppose_count + Idea.pass_count).label("voters")
VOTE = ("person_id", "idea_id", "choice", "created_at", "changed_at")


def record_ideas(
    batches: Iterable[Sequence[Mapping[str, Any]]], said: frozenset[str], step: Callable[[int], object], *, count: int
) -> Outcome:
    """Put new ideas before everybody, and mend those that are known by their external id.

    A row has `external_id`, `status` and all of MENDED. Of a known idea only the columns in `said` are
    mended; an empty time or status takes nothing back, so what is out of sight stays there. `step` is told how
    many rows are done, of `count` in all.
    """
    mark = begin_import("ideas", count)
    outcome = Outcome()
    counted: Counter[tuple[Status, int]] = Counter()
    done = 0
    for batch in batches:
        rows = {row["external_id"]: row for row in batch}
        known = _known(list(rows))
        new = [row for external_id, row in rows.items() if external_id not in known]
        _add(new, counted, mark)
        differing = [external_id for external_id, idea in known.items() if _news(idea, rows[external_id], said)]
        _mend(_known(differing, lock=True), rows, said, counted, mark)
        outcome.new += len(new)
        outcome.changed += len(differing)
        outcome.unchanged += len(known) - len(differing)
        done += len(batch)
        step(done)
    end_import(mark)
    count_in_places(counted)  # last, for until the transaction ends others wait to change these counts
    return outcome


def record_votes(
    batches: Iterable[Sequence[tuple[int, int, Choice, datetime | None]]],
    idea_ids: Iterable[Sequence[int]],
    step: Callable[[int], object],
) -> Outcome:
    """Let each of these votes stand: person, idea, choice, and when it was cast, if known.

    A vote that stands already is left alone, or changed; a time that is known is not taken back. `idea_ids`
    are all ideas voted on; `step` is told how many votes are done.
    """
    at = now()
    adding = Inserting(Vote.__table__, VOTE, lambda insert: insert.on_conflict_do_nothing())
    changing = Inserting(Vote.__table__, VOTE, lambda insert: _or_change(insert, at))
    new = changed = done = 0
    for batch in batches:
        rows = [(*vote, vote[3]) for vote in batch]
        added = adding.run(rows)
        if added < len(rows):
            changed += changing.run(rows)
        new += added
        done += len(rows)
        step(done)
    # Only now is each idea locked: nobody waits for us while we write, and what was counted meanwhile is seen.
    for ids in idea_ids:
        recount(ids)
    return Outcome(new, changed, done - new - changed)


def _known(external_ids: Sequence[str], *, lock: bool = False) -> Mapping[str, Any]:
    """Return those of these ideas that are here; locked, they are as nobody else changes them."""
    columns = (
        Idea.id,
        Idea.external_id,
        Idea.status,
        Idea.listed,
        Idea.version,
        _VOTERS,
        *(getattr(Idea, column) for column in MENDED),
    )
    statement = select(*columns).where(Idea.external_id.in_(external_ids)).order_by(Idea.id)
    found = db.session.execute(statement.with_for_update(key_share=True) if lock else statement)
    return {idea.external_id: idea for idea in found}


def _add(rows: Sequence[Mapping[str, Any]], counted: Counter[tuple[Status, int]], mark: str) -> None:
    if not rows:
        return
    at = now()
    ideas = [
        {
            **row,
            **written(row["title"], row["body"], row["language"]),
            **dated(row["created_at"]),
            "listed": not any(row[column] for column in UNSEEN),
            "status": Status.OPEN,
            "recorded_at": at,
            "lot": draw_lot(),
        }
        for row in rows
    ]
    db.session.execute(plain_insert(Idea.__table__), ideas)  # type: ignore[arg-type]
    touch("idea", *ids_of(Idea, [row["external_id"] for row in rows]).values())
    for idea, row in zip(ideas, rows, strict=True):
        counted[row["status"] or Status.OPEN, row["place_id"]] += idea["listed"]
    decided = {row["external_id"]: row["status"] for row in rows if row["status"] not in (None, Status.OPEN)}
    tagged = {row["external_id"]: row["tags"] for row in rows if row["tags"]}
    ids = ids_of(Idea, list(decided.keys() | tagged.keys()))
    record_tags(Tagged.IDEA, {ids[external_id]: text for external_id, text in tagged.items()})
    record_statuses({ids[external_id]: status for external_id, status in decided.items()}, mark)


def _mend(
    known: Mapping[str, Any],
    rows: Mapping[str, Mapping[str, Any]],
    said: frozenset[str],
    counted: Counter[tuple[Status, int]],
    mark: str,
) -> None:
    """Give these locked ideas what their rows say of them."""
    decided, tagged = {}, {}
    for external_id, idea in known.items():
        news = _news(idea, rows[external_id], said)
        status = news.pop("status", idea.status)
        listed = idea.listed and not news.keys() & set(UNSEEN)
        counted[idea.status, idea.place_id] -= idea.listed
        counted[status, news.get("place_id", idea.place_id)] += listed
        if status is not idea.status:
            decided[idea.id] = status
        if "tags" in news:
            tagged[idea.id] = news["tags"]
        if "created_at" in news:
            news |= dated(news["created_at"])
        if news.keys() & {"title", "body", "language"}:
            text = {column: news.get(column, getattr(idea, column)) for column in ("title", "body", "language")}
            _keep_version(idea, text["title"], text["body"])
            news |= written(**text)
        if news:
            news["listed"] = listed
            db.session.execute(_MEND.values(news), {"mended": idea.id})
            touch("idea", idea.id)
    record_statuses(decided, mark)
    record_tags(Tagged.IDEA, tagged)


def _keep_version(idea: Any, title: str, body: str) -> None:
    if (title, body) != (idea.title, idea.body):
        record_version(
            idea.id,
            idea.version,
            said=(idea.title, idea.body),
            by=(idea.author_id, idea.created_at),
            says=(title, body),
            now_by=None,
            votes=idea.voters,
        )


def _news(idea: Any, row: Mapping[str, Any], said: frozenset[str]) -> dict[str, Any]:
    """Return the columns of which the row says something else."""
    news = {column: row[column] for column in MENDED if column in said and row[column] != getattr(idea, column)}
    for time in ("created_at", *UNSEEN):
        if news.get(time, True) is None:
            del news[time]
    if row["status"] and row["status"] is not idea.status:
        news["status"] = row["status"]
    return news


def _or_change(adding: Any, at: datetime) -> Any:
    """Let the vote that stands become what is said, if that is something else."""
    said = adding.excluded
    other_time = or_(Vote.created_at.is_(None), Vote.created_at != said.created_at)
    return adding.on_conflict_do_update(
        index_elements=["person_id", "idea_id"],
        set_={
            "choice": said.choice,
            "created_at": func.coalesce(said.created_at, Vote.created_at),
            "changed_at": at,
        },
        where=or_(Vote.choice != said.choice, said.created_at.is_not(None) & other_time),
    )
