"""What was said by mistake is taken back within minutes, before anybody was told."""

from __future__ import annotations

from sqlalchemy import update

from community.extensions import db
from community.notifications.models import Thing
from community.notifications.operations import take_back
from community.platform.clock import now
from community.platform.errors import Missing, Refused
from community.platform.text import _
from community.record.operations import take_off_record
from community.roles.queries import Viewer
from community.search.operations import touch
from community.tracker.models import ANSWERS, ANSWERS_THEME, CommitmentIdea, CommitmentTheme, Step
from community.tracker.operations.follow import follow, named_ideas, unname
from community.tracker.operations.led import line_of, lock_commitment
from community.tracker.operations.recount import recount_asking
from community.tracker.operations.restate import restate
from community.tracker.operations.steps import Overtaken, last_step
from community.tracker.operations.tell import about
from community.tracker.rules import is_undone_in_time, knows_the_last, may_take_back

__all__ = ["take_back_step"]


def take_back_step(actor: Viewer, commitment_id: int, step_id: int | None = None) -> Step:
    """Take back the last step, as if it had not been: nobody is told of it and nothing is on the record.

    Ideas get the status back that they had, and their history says why. The first step taken back withdraws the
    commitment. `step_id` is the step that the actor saw; taking it back again changes nothing. Raises Missing for
    whoever may not, Overtaken when another step followed, and Refused when it is too late.
    """
    commitment = lock_commitment(commitment_id)
    step = db.session.get(Step, step_id) if step_id else last_step(commitment_id)
    if step is None or step.commitment_id != commitment_id:
        raise Missing(_("There is no such step."))
    if not may_take_back(actor.person_id, step.person_id, actor.held, line_of(commitment.place_id)):
        raise Missing(_("There is no such commitment."))
    if step.taken_back_at:
        return step
    last = last_step(commitment_id)
    if not knows_the_last(step.id, last.id):
        raise Overtaken(last.id)
    at = now()
    if step.imported or not is_undone_in_time(step.recorded_at, at):
        raise Refused(_("The ten minutes are over, and people are being told. Say in an update what was wrong."))
    step.taken_back_at, step.key = at, None  # the same words may be said again
    take_back(Thing.COMMITMENT, commitment.id, step.id)
    take_off_record(about(step))
    ideas, before = named_ideas(commitment_id), commitment.status
    for table, standing in ((CommitmentIdea, ANSWERS), (CommitmentTheme, ANSWERS_THEME)):
        db.session.execute(update(table).where(table.step_id == step.id, standing).values(ended_at=at))
    restate(commitment)
    recount_asking([commitment.id])
    touch("commitment", commitment.id)
    if not commitment.listed:
        unname(step)
    if not commitment.listed or commitment.status is not before or len(named_ideas(commitment_id)) < len(ideas):
        follow(commitment, step, ideas)
    return step
