"""A leader promises something in public."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from community.accounts.operations import refuse_paused
from community.extensions import db
from community.platform.clock import end_of, now, site_zone, today
from community.platform.database import insert
from community.platform.errors import Missing, Unclear
from community.platform.text import _
from community.roles.models import Role
from community.roles.queries import Viewer, list_here
from community.search.operations import touch
from community.tracker.models import Commitment, Signal, Status, StepKind
from community.tracker.operations.answers import answerable, link
from community.tracker.operations.follow import follow
from community.tracker.operations.led import line_of
from community.tracker.operations.recount import recount_asking
from community.tracker.operations.restate import restate
from community.tracker.operations.steps import add_step
from community.tracker.operations.tell import put_step_on_record, tell
from community.tracker.operations.wording import checked_day, checked_line, checked_words
from community.tracker.order import sooner_at
from community.tracker.queries import audience_of
from community.tracker.rules import may_lead
from community.writing.operations import checked_title, dated, written

__all__ = ["COST_LENGTH", "MEASURE_LENGTH", "NEXT_LENGTH", "OWNER_LENGTH", "check_answers", "make_commitment"]

OWNER_LENGTH, MEASURE_LENGTH, COST_LENGTH, NEXT_LENGTH = 200, 500, 100, 300


def make_commitment(
    actor: Viewer,
    place_id: int,
    title: str,
    body: str,
    *,
    language: str,
    owner_id: int | None = None,
    owner_name: str | None = None,
    due_on: date | None = None,
    measure: str | None = None,
    cost: str | None = None,
    next_step: str | None = None,
    next_on: date | None = None,
    idea_ids: Collection[int] = (),
    theme_ids: Collection[int] = (),
    key: str | None = None,
) -> Commitment:
    """Promise something for these ideas and themes; whoever asked for it is told in ten minutes.

    The owner is the actor unless somebody else who leads there, or an office by its name, is said to be. The same
    words sent again with the same key are the same commitment. Raises Missing where the actor does not lead.
    """
    ideas, themes = check_answers(actor, place_id, idea_ids, theme_ids)
    said = {
        **written(checked_title(title), checked_words(body, _("Say what is promised, and why.")), language),
        **_owned(actor, place_id, owner_id, checked_line(owner_name, OWNER_LENGTH)),
        "measure": checked_line(measure, MEASURE_LENGTH),
        "cost": checked_line(cost, COST_LENGTH),
        "due_on": _to_come(checked_day(due_on)),
        "next_step": checked_line(next_step, NEXT_LENGTH),
        "next_on": checked_day(next_on),
    }
    external_id = _external_id(actor, key, place_id, title, body)
    commitment, is_new = _add(external_id, place_id, said)
    if not is_new:
        return commitment
    step = add_step(commitment, StepKind.MADE, "", person_id=actor.person_id)
    link(commitment, step, ideas, themes)
    restate(commitment)
    touch("commitment", commitment.id)
    recount_asking([commitment.id])
    words = {name: str(said[name]) for name in ("title", "body", "measure", "cost", "next_step") if said[name]}
    put_step_on_record(commitment, step, words, idea_ids=ideas, theme_ids=themes)
    follow(commitment, step, ideas)
    tell(commitment, step, audience_of(commitment.id, but=actor.counts_as_id))
    return commitment


def check_answers(
    actor: Viewer, place_id: int, idea_ids: Collection[int], theme_ids: Collection[int]
) -> tuple[Sequence[int], Sequence[int]]:
    """Return what the actor may promise something for in this place, each once: ideas and themes.

    Raises Missing where the actor does not lead, and Refused for what cannot be answered.
    """
    refuse_paused(actor.paused_until)
    if not may_lead(actor.held, line_of(place_id)):
        raise Missing(_("There is no such place."))
    return answerable(actor, idea_ids, theme_ids)


def _owned(actor: Viewer, place_id: int, owner_id: int | None, owner_name: str | None) -> Mapping[str, Any]:
    if owner_name:
        return {"owner_id": None, "owner_name": owner_name}
    if owner_id not in (None, actor.person_id):
        leaders = {grant.person_id for grant in list_here(place_id) if grant.role in (Role.LEADER, Role.ADMIN)}
        if owner_id not in leaders:
            raise Unclear(_("Choose somebody who leads there, or name an office."))
    return {"owner_id": owner_id or actor.person_id, "owner_name": None}


def _to_come(due_on: date | None) -> date | None:
    if due_on is not None and due_on < today():
        raise Unclear(_("Choose a day that is still to come, or none."))
    return due_on


def _external_id(actor: Viewer, key: str | None, place_id: int, title: str, body: str) -> str:
    if not key:
        return uuid4().hex
    said = "\0".join((str(actor.person_id), key, str(place_id), title, body))
    return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _add(external_id: str, place_id: int, said: Mapping[str, Any]) -> tuple[Commitment, bool]:
    """Add the row, once; of two at once, one waits for the other here and then finds the commitment made."""
    at = now()
    due_at = end_of(said["due_on"], site_zone()) if said["due_on"] else None
    adding = insert(Commitment).values(
        external_id=external_id,
        place_id=place_id,
        recorded_at=at,
        imported=False,
        status=Status.PLANNED,
        signal=Signal.ON_TRACK,
        sooner_at=sooner_at(Status.PLANNED, due_at, None),
        **dated(at),
        **said,
    )
    added = adding.on_conflict_do_nothing(index_elements=["external_id"]).returning(Commitment.id)
    is_new = db.session.scalar(added) is not None
    return db.session.scalars(select(Commitment).where(Commitment.external_id == external_id)).one(), is_new
