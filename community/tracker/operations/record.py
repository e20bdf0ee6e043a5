"""Commitments and updates that stand elsewhere are recorded here: history, of which nobody is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select, update

from community.extensions import db
from community.places.models import Place
from community.platform.clock import LONG_AGO, end_of, now, site_zone
from community.platform.exchange.kinds import Outcome
from community.platform.markdown import render
from community.record.kinds import Kind
from community.record.operations import Note, begin_import, end_import, put_all_on_record
from community.search.operations import touch
from community.tracker.models import (
    ANSWERS,
    ANSWERS_THEME,
    Commitment,
    CommitmentIdea,
    CommitmentTheme,
    Signal,
    Status,
    Step,
    StepKind,
)
from community.tracker.operations.answers import link, not_answered_yet
from community.tracker.operations.follow import follow, named_ideas
from community.tracker.operations.led import lock_commitment
from community.tracker.operations.recount import recount_asking
from community.tracker.operations.restate import restate, standing_steps
from community.tracker.order import sooner_at
from community.writing.operations import dated, written

__all__ = ["SaidUpdate", "record_commitments", "record_updates"]

MENDED = ("title", "body", "language", "place_id", "owner_id", "owner_name", "measure", "cost")
_COLUMN_OF = {"place": ("place_id",), "owner": ("owner_id", "owner_name")}
_KINDS = {
    StepKind.MADE: Kind.IMPORTED_PROMISED,
    StepKind.UPDATE: Kind.IMPORTED_UPDATED,
    StepKind.MOVED: Kind.IMPORTED_MOVED,
    StepKind.DELIVERED: Kind.IMPORTED_DELIVERED,
    StepKind.STOPPED: Kind.IMPORTED_STOPPED,
}


class SaidUpdate(NamedTuple):
    """What a table says of one update; what it does not say stays as it stood before."""

    commitment_id: int
    body: str
    status: Status | None
    evidence_url: str | None
    created_at: datetime | None
    due_on: date | None


def record_commitments(
    batches: Iterable[Sequence[Mapping[str, Any]]],
    given: frozenset[str],
    count: int,
    step: Callable[[int], object],
) -> Outcome:
    """Record these commitments, and mend those that are known by their external id in what is `given`.

    A row has all columns of the table, `ideas` and `themes` as ids. Another status or day than the one that stands
    is a step of its own. `step` is told how many rows are done.
    """
    outcome, mark, done = Outcome(), begin_import("commitments", count), 0
    for batch in batches:
        names = [row["external_id"] for row in batch]
        known = {
            each.external_id: each
            for each in db.session.scalars(select(Commitment).where(Commitment.external_id.in_(names)))
        }
        touched = []
        for row in batch:
            commitment = known.get(row["external_id"])
            if commitment is None:
                touched.append(_add(row, mark).id)
                outcome.new += 1
            elif _mend(lock_commitment(commitment.id), row, given, mark):
                touched.append(commitment.id)
                outcome.changed += 1
            else:
                outcome.unchanged += 1
        recount_asking(touched)
        touch("commitment", *touched)
        done += len(batch)
        step(done)
    end_import(mark)
    return outcome


def record_updates(batches: Iterable[Sequence[SaidUpdate]], count: int, step: Callable[[int], object]) -> Outcome:
    """Put these updates at their places in the history of their commitments; the same words of the same time are one.

    Whatever the order of the table, the last one says how its commitment stands.
    """
    outcome, mark, done = Outcome(), begin_import("updates", count), 0
    for batch in batches:
        of_each: defaultdict[int, list[SaidUpdate]] = defaultdict(list)
        for said in batch:
            of_each[said.commitment_id].append(said)
        for commitment_id in sorted(of_each):
            _tell_history(lock_commitment(commitment_id), of_each[commitment_id], mark, outcome)
        done += len(batch)
        step(done)
    end_import(mark)
    return outcome


def _add(row: Mapping[str, Any], mark: str) -> Commitment:
    status, due_on = row["status"] or Status.PLANNED, row["first_due_on"] or row["due_on"]
    due_at = end_of(due_on, site_zone()) if due_on else None
    commitment = Commitment(
        external_id=row["external_id"],
        recorded_at=now(),
        imported=True,
        status=status,
        signal=Signal.ON_TRACK,
        sooner_at=sooner_at(status, due_at, None),
        **{name: row[name] for name in ("place_id", "owner_id", "owner_name", "measure", "cost")},
        **written(row["title"], row["body"], row["language"]),
        **dated(row["created_at"]),
    )
    db.session.add(commitment)
    db.session.flush()
    made = _step(commitment, StepKind.MADE, "", row["created_at"], status=status, due_on=due_on)
    link(commitment, made, row["ideas"], row["themes"])
    restate(commitment)
    words = {name: str(row[name]) for name in ("title", "body", "measure", "cost") if row[name]}
    _put_on_record(commitment, made, words, mark)
    follow(commitment, made, row["ideas"])
    return commitment


def _mend(commitment: Commitment, row: Mapping[str, Any], given: frozenset[str], mark: str) -> bool:
    """Give a known commitment what its row says; return whether that was anything else than what stood there."""
    said = {column for name in given for column in _COLUMN_OF.get(name, (name,))}
    news = {name: row[name] for name in MENDED if name in said and row[name] != getattr(commitment, name)}
    if news.keys() & {"title", "body", "language"}:
        text = {name: news.get(name, getattr(commitment, name)) for name in ("title", "body", "language")}
        news |= written(**text)
    for name, value in news.items():
        setattr(commitment, name, value)
    if row["created_at"] and row["created_at"] != commitment.created_at:
        news |= dated(row["created_at"])
        commitment.created_at, commitment.listed_at = row["created_at"], row["created_at"]
    linked = _answer_as_said(commitment, row, given)
    moved = row["due_on"] and row["due_on"] != commitment.due_on
    changed = row["status"] and row["status"] is not commitment.status
    if moved:
        taken = _step(commitment, StepKind.MOVED, "", None, due_on=row["due_on"])
        _put_on_record(commitment, taken, {}, mark)
        restate(commitment)
    if changed:
        taken = _step(commitment, _kind_of(row["status"]), "", None, status=row["status"])
        _put_on_record(commitment, taken, {}, mark)
    restate(commitment)
    if changed or linked:
        follow(commitment, standing_steps(commitment.id)[-1], named_ideas(commitment.id))
    return bool(news or linked or moved or changed)


def _answer_as_said(commitment: Commitment, row: Mapping[str, Any], given: frozenset[str]) -> bool:
    """Let the commitment answer what its row names, and no more what it does not; return whether that is new."""
    ideas = row["ideas"] if "ideas" in given else ()
    themes = row["themes"] if "themes" in given else ()
    new_ideas, new_themes = not_answered_yet(commitment.id, ideas, themes)
    if new_ideas or new_themes:
        link(commitment, standing_steps(commitment.id)[-1], new_ideas, new_themes)
    ended = 0
    for name, model, column, stands in (
        ("ideas", CommitmentIdea, CommitmentIdea.idea_id, ANSWERS),
        ("themes", CommitmentTheme, CommitmentTheme.theme_id, ANSWERS_THEME),
    ):
        if name in given:
            gone = update(model).where(model.commitment_id == commitment.id, stands, column.not_in(row[name]))
            ended += db.session.execute(gone.values(ended_at=now())).rowcount  # type: ignore[attr-defined]
    return bool(new_ideas or new_themes or ended)


def _tell_history(commitment: Commitment, said: Sequence[SaidUpdate], mark: str, outcome: Outcome) -> None:
    """Add what is new of one commitment's updates, the earliest first, and let the last one say how it stands."""
    known = {(step.happened_at, step.body): step for step in standing_steps(commitment.id)}
    changed = False
    for one in sorted(said, key=lambda each: each.created_at or LONG_AGO):
        step = known.get((one.created_at, one.body))
        if step is None:
            before = _stood(commitment.id, one.created_at or LONG_AGO)
            status, due_on = one.status or before.status, one.due_on or before.due_on
            kind = _kind_of(status) if status is not before.status else StepKind.UPDATE
            if kind is StepKind.UPDATE and due_on != before.due_on:
                kind = StepKind.MOVED
            stands = {"status": status, "due_on": due_on, "evidence_url": one.evidence_url}
            taken = _step(commitment, kind, one.body, one.created_at, **stands)
            _put_on_record(commitment, taken, {"body": one.body}, mark)
            outcome.new += 1
            changed = True
        elif _differs(step, one):
            step.status, step.evidence_url = one.status or step.status, one.evidence_url
            outcome.changed += 1
            changed = True
        else:
            outcome.unchanged += 1
    if changed:
        db.session.flush()
        restate(commitment)
        follow(commitment, standing_steps(commitment.id)[-1], named_ideas(commitment.id))


def _differs(step: Step, said: SaidUpdate) -> bool:
    return (said.status or step.status, said.evidence_url) != (step.status, step.evidence_url)


def _stood(commitment_id: int, at: datetime) -> Step:
    """Return the step after which a commitment stood at this time; before all of them, the first one."""
    steps = standing_steps(commitment_id)
    return next((step for step in reversed(steps) if step.listed_at <= at), steps[0])


def _kind_of(status: Status) -> StepKind:
    return {Status.DELIVERED: StepKind.DELIVERED, Status.STOPPED: StepKind.STOPPED}.get(status, StepKind.UPDATE)


def _step(commitment: Commitment, kind: StepKind, body: str, happened_at: datetime | None, **changed: Any) -> Step:
    """Add a step that was taken elsewhere; where nobody knows when, it stands first, or last if others stand there."""
    at = now()
    stood = {name: getattr(commitment, name) for name in ("status", "due_on", "next_step", "next_on")}
    unknown = LONG_AGO if kind is StepKind.MADE or body else at
    step = Step(
        commitment_id=commitment.id,
        kind=kind,
        happened_at=happened_at,
        recorded_at=at,
        listed_at=happened_at or unknown,
        imported=True,
        body=body,
        body_html=render(body),
        **{**stood, **changed},
    )
    db.session.add(step)
    db.session.flush()
    return step


def _put_on_record(commitment: Commitment, step: Step, words: Mapping[str, str], mark: str) -> None:
    facts = {
        "commitment": commitment.external_id,
        "place": db.session.scalar(select(Place.external_id).where(Place.id == commitment.place_id)),
        "status": step.status,
        "due_on": step.due_on,
    }
    texts = {name: (text, None) for name, text in words.items()}
    put_all_on_record([Note(_KINDS[step.kind], mark, facts, texts, step.happened_at)])
