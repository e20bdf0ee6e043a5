"""What a leader says of a commitment as time goes by: each is a step, dated and public."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from community.accounts.operations import refuse_paused
from community.extensions import db
from community.platform.clock import end_of, now, site_zone, today
from community.platform.errors import Gone, Refused, Unclear
from community.platform.markdown import render
from community.platform.text import _
from community.roles.queries import Viewer
from community.tracker.models import Commitment, Status, Step, StepKind
from community.tracker.operations.answers import answerable, link, not_answered_yet
from community.tracker.operations.follow import follow, named_ideas
from community.tracker.operations.led import lock_led
from community.tracker.operations.recount import recount_asking
from community.tracker.operations.restate import restate
from community.tracker.operations.tell import put_step_on_record, tell
from community.tracker.operations.wording import checked_day, checked_line, checked_link, checked_words
from community.tracker.queries import audience_of, newly_concerned
from community.tracker.rules import can_answer_more, can_be_delivered, can_be_moved, can_be_stopped, knows_the_last

__all__ = [
    "Overtaken",
    "add_step",
    "answer_more",
    "last_step",
    "move_date",
    "record_update",
    "report_delivered",
    "stop_commitment",
]

NEXT_LENGTH = 300


class Overtaken(Refused):
    """Somebody else said something of the commitment first; `step_id` is what they said."""

    def __init__(self, step_id: int) -> None:
        super().__init__(_("Somebody else has said something about this meanwhile."))
        self.step_id = step_id


def record_update(
    actor: Viewer,
    commitment_id: int,
    body: str,
    *,
    evidence_url: str | None = None,
    next_step: str | None = None,
    next_on: date | None = None,
    begun: bool = False,
    seen_id: int | None = None,
    key: str | None = None,
) -> Step:
    """Say what is new. `begun` says that work goes on: what was planned begins, what had ended is taken up again.

    In this and all other steps, `seen_id` is the last step that the actor knew of, and the same words sent again
    with the same key are the same step. Raises Missing where the actor does not lead, and Overtaken when somebody
    else has taken another step.
    """
    words = checked_words(body, _("Say what is new."))
    link_to, comes_next = checked_link(evidence_url), checked_line(next_step, NEXT_LENGTH)
    commitment, done = _begin(actor, commitment_id, key, StepKind.UPDATE, words, seen_id)
    if done:
        return done
    status = Status.IN_PROGRESS if begun else commitment.status
    return _take(
        actor,
        commitment,
        StepKind.UPDATE,
        words,
        key,
        status=status,
        evidence_url=link_to,
        next_step=comes_next,
        next_on=checked_day(next_on),
    )


def move_date(
    actor: Viewer,
    commitment_id: int,
    due_on: date,
    reason: str,
    *,
    seen_id: int | None = None,
    key: str | None = None,
) -> Step:
    """Promise another day, earlier or later, and say why; the first day ever promised stays to be seen."""
    words = checked_words(reason, _("Say why the date is moved."))
    day = checked_day(due_on)
    commitment, done = _begin(actor, commitment_id, key, StepKind.MOVED, f"{day}\0{words}", seen_id)
    if done:
        return done
    if not can_be_moved(commitment.status):
        raise Refused(_("This has ended, so there is no date to move. Say first that work goes on."))
    if day == commitment.due_on:
        raise Unclear(_("That is the date that was promised already."))
    return _take(actor, commitment, StepKind.MOVED, words, key, said=f"{day}\0{words}", due_on=day)


def report_delivered(
    actor: Viewer,
    commitment_id: int,
    body: str,
    *,
    evidence_url: str | None = None,
    delivered_on: date | None = None,
    seen_id: int | None = None,
    key: str | None = None,
) -> Step:
    """Say that what was promised is done, and since which day if not today; some days later, people are asked back."""
    words = checked_words(body, _("Say what was done, and how one can see it."))
    link_to, happened_at = checked_link(evidence_url), _happened_on(delivered_on)
    commitment, done = _begin(actor, commitment_id, key, StepKind.DELIVERED, words, seen_id)
    if done:
        return done
    if not can_be_delivered(commitment.status):
        raise Refused(_("This has ended already. Say first that work goes on, in an update."))
    return _take(
        actor,
        commitment,
        StepKind.DELIVERED,
        words,
        key,
        status=Status.DELIVERED,
        evidence_url=link_to,
        happened_at=happened_at,
        next_step=None,
        next_on=None,
    )


def stop_commitment(
    actor: Viewer, commitment_id: int, reason: str, *, seen_id: int | None = None, key: str | None = None
) -> Step:
    """Say in public that it will not be done, and why; an update can take it up again."""
    words = checked_words(reason, _("Say why this is stopped."))
    commitment, done = _begin(actor, commitment_id, key, StepKind.STOPPED, words, seen_id)
    if done:
        return done
    if not can_be_stopped(commitment.status):
        raise Refused(_("This has ended already. Say first that work goes on, in an update."))
    return _take(actor, commitment, StepKind.STOPPED, words, key, status=Status.STOPPED, next_step=None, next_on=None)


def answer_more(
    actor: Viewer,
    commitment_id: int,
    idea_ids: Collection[int],
    theme_ids: Collection[int],
    *,
    seen_id: int | None = None,
    key: str | None = None,
) -> Step:
    """Let a commitment answer more ideas and themes; those are told whom it did not concern before."""
    commitment, done = _begin(actor, commitment_id, key, StepKind.ANSWERS, f"{idea_ids}\0{theme_ids}", seen_id)
    if done:
        return done
    if not can_answer_more(commitment.status):
        raise Refused(_("This was stopped, so it answers nothing more. Say first that work goes on."))
    ideas, themes = not_answered_yet(commitment_id, *answerable(actor, idea_ids, theme_ids))
    if not ideas and not themes:
        raise Unclear(_("Choose ideas or themes that it does not answer yet."))
    step = add_step(
        commitment,
        StepKind.ANSWERS,
        "",
        person_id=actor.person_id,
        key=_key(actor, commitment_id, key, StepKind.ANSWERS, f"{idea_ids}\0{theme_ids}"),
    )
    link(commitment, step, ideas, themes)
    restate(commitment)
    recount_asking([commitment.id])
    put_step_on_record(commitment, step, {}, idea_ids=ideas, theme_ids=themes)
    follow(commitment, step, ideas)
    tell(commitment, step, newly_concerned(commitment_id, step.id, but=actor.counts_as_id))
    return step


def add_step(
    commitment: Commitment,
    kind: StepKind,
    body: str,
    *,
    person_id: int | None,
    key: str | None = None,
    happened_at: datetime | None = None,
    **changed: Any,
) -> Step:
    """Add a step that is taken now; what `changed` does not name stands as it stood."""
    at = now()
    stood = {name: getattr(commitment, name) for name in ("status", "due_on", "next_step", "next_on")}
    step = Step(
        commitment_id=commitment.id,
        kind=kind,
        key=key,
        person_id=person_id,
        happened_at=happened_at or at,
        recorded_at=at,
        listed_at=at,
        imported=False,
        body=body,
        body_html=render(body),
        **{**stood, **changed},
    )
    db.session.add(step)
    db.session.flush()
    return step


def last_step(commitment_id: int) -> Step:
    """Return the last step of a commitment that stands; raise Gone when it was taken back altogether."""
    rows = select(Step).where(Step.commitment_id == commitment_id, Step.taken_back_at.is_(None))
    step = db.session.scalars(rows.order_by(Step.listed_at.desc(), Step.id.desc()).limit(1)).first()
    if step is None:
        raise Gone(_("Whoever promised this has taken it back at once."))
    return step


def _begin(
    actor: Viewer, commitment_id: int, key: str | None, kind: StepKind, said: str, seen_id: int | None
) -> tuple[Commitment, Step | None]:
    """Lock the commitment for a step; return it, and the step when it was taken already."""
    refuse_paused(actor.paused_until)
    commitment = lock_led(actor, commitment_id)
    if key:
        rows = select(Step).where(Step.key == _key(actor, commitment_id, key, kind, said))
        if done := db.session.scalars(rows).first():
            return commitment, done
    last = last_step(commitment_id)
    if not knows_the_last(seen_id, last.id):
        raise Overtaken(last.id)
    return commitment, None


def _take(
    actor: Viewer,
    commitment: Commitment,
    kind: StepKind,
    words: str,
    key: str | None,
    *,
    said: str | None = None,
    **changed: Any,
) -> Step:
    before = commitment.status
    step = add_step(
        commitment,
        kind,
        words,
        person_id=actor.person_id,
        key=_key(actor, commitment.id, key, kind, said or words),
        **changed,
    )
    restate(commitment)
    put_step_on_record(commitment, step, {"body": words})
    if commitment.status is not before:
        follow(commitment, step, named_ideas(commitment.id))
    tell(commitment, step, audience_of(commitment.id, but=actor.counts_as_id))
    return step


def _key(actor: Viewer, commitment_id: int, key: str | None, kind: StepKind, said: str) -> str | None:
    if not key:
        return None
    whole = "\0".join((str(actor.person_id), str(commitment_id), key, kind.value, said))
    return sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def _happened_on(day: date | None) -> datetime | None:
    """Return the last second of that day: whatever hour it happened at, it had happened by then."""
    checked = checked_day(day)
    if checked is None or checked == today():
        return None
    if checked > today():
        raise Unclear(_("Choose the day when it was done: today or before."))
    return end_of(checked, site_zone()) - timedelta(seconds=1)
