"""The status of an idea follows the commitments that name it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import func, select, update

from community.accounts.models import Person
from community.extensions import db
from community.ideas.models import Status as IdeaStatus
from community.ideas.models import StatusChange
from community.ideas.operations import set_status
from community.platform.clock import LONG_AGO
from community.platform.text import lazy, site_language, speaking
from community.tracker.following import followed_status
from community.tracker.models import ANSWERS, Commitment, CommitmentIdea, Followed, Status, Step, StepKind
from community.tracker.operations.led import lock_ideas
from community.tracker.operations.tell import cause_of

__all__ = ["follow", "named_ideas", "statuses_by_rule", "unname"]


def named_ideas(commitment_id: int) -> Collection[int]:
    """Return the ids of the ideas that a commitment names now."""
    return db.session.scalars(
        select(CommitmentIdea.idea_id).where(CommitmentIdea.commitment_id == commitment_id, ANSWERS)
    ).all()


def follow(commitment: Commitment, step: Step, idea_ids: Collection[int]) -> None:
    """Give these ideas the status that follows from all commitments that name them, because of this step.

    A step that was taken back leaves them as if it had not been; only the history shows that it was.
    """
    if not idea_ids:
        return
    ideas = lock_ideas(idea_ids)
    statuses = statuses_by_rule(idea_ids)
    actor = db.session.get(Person, step.person_id) if step.person_id else None
    for idea in ideas:
        status, why = statuses[idea.id], _reason(commitment, step, statuses[idea.id])
        stands = step.taken_back_at is None
        change = set_status(actor, idea, status, why, cause=cause_of(commitment, step), on_record=stands)
        if change:
            db.session.add(Followed(status_change_id=change.id, step_id=step.id))
    db.session.flush()


def statuses_by_rule(idea_ids: Collection[int]) -> Mapping[int, IdeaStatus]:
    """Return the status of each of these ideas that follows from the commitments that name it, if any do."""
    named, before, stopped = _named_by(idea_ids), _before(idea_ids), _stopped_at(idea_ids)
    never = (IdeaStatus.OPEN, LONG_AGO)
    return {
        idea_id: followed_status(
            named[idea_id],
            before.get(idea_id, never)[0],
            stopped.get(idea_id, LONG_AGO) > before.get(idea_id, never)[1],
        )
        for idea_id in idea_ids
    }


def _named_by(idea_ids: Collection[int]) -> defaultdict[int, list[Status]]:
    found = db.session.execute(
        select(CommitmentIdea.idea_id, Commitment.status)
        .join(Commitment, Commitment.id == CommitmentIdea.commitment_id)
        .where(CommitmentIdea.idea_id.in_(idea_ids), ANSWERS, Commitment.listed)
    )
    named: defaultdict[int, list[Status]] = defaultdict(list)
    for idea_id, status in found:
        named[idea_id].append(status)
    return named


def _before(idea_ids: Collection[int]) -> Mapping[int, tuple[IdeaStatus, datetime]]:
    """Return the last status of each idea that no commitment gave it, and since when; none when it was never set."""
    last = (
        select(func.max(StatusChange.id))
        .outerjoin(Followed, Followed.status_change_id == StatusChange.id)
        .where(StatusChange.idea_id.in_(idea_ids), Followed.status_change_id.is_(None))
        .group_by(StatusChange.idea_id)
    )
    found = db.session.execute(
        select(StatusChange.idea_id, StatusChange.status, StatusChange.changed_at).where(StatusChange.id.in_(last))
    )
    return {idea_id: (status, changed_at) for idea_id, status, changed_at in found}


def _stopped_at(idea_ids: Collection[int]) -> Mapping[int, datetime]:
    """Return when a commitment that names the idea and is stopped was stopped last, as far as this site knows."""
    found = db.session.execute(
        select(CommitmentIdea.idea_id, func.max(Step.recorded_at))
        .join(Commitment, Commitment.id == CommitmentIdea.commitment_id)
        .join(Step, Step.commitment_id == Commitment.id)
        .where(
            CommitmentIdea.idea_id.in_(idea_ids),
            ANSWERS,
            Commitment.listed,
            Commitment.status == Status.STOPPED,
            Step.taken_back_at.is_(None),
            Step.status == Status.STOPPED,
            Step.kind.in_((StepKind.STOPPED, StepKind.MADE)),
        )
        .group_by(CommitmentIdea.idea_id)
    )
    return {idea_id: stopped_at for idea_id, stopped_at in found}


_TAKEN_BACK = lazy("A step of “%(title)s” was taken back at once, so this is as it was before.")
_WITHDRAWN = lazy("A promise for it was taken back at once, so this is as it was before.")
_PROMISED_AT_FIRST = lazy("Something was promised for it, and taken back at once.")
_PROMISED = lazy("Promised: “%(title)s”.")
_BEGUN = lazy("Work is under way: “%(title)s”.")
_DELIVERED = lazy("Delivered: “%(title)s”.")
_DELIVERED_IN_PART = lazy("“%(title)s” is delivered; more is promised for this idea.")
_STOPPED = lazy("“%(title)s” was stopped, so this idea is looked at again.")
_STOPPED_IN_PART = lazy("“%(title)s” was stopped; something else is still promised for this idea.")


def _reason(commitment: Commitment, step: Step, status: IdeaStatus) -> str:
    """Say for everybody, in the language of the site, why the idea has this status now."""
    if not commitment.listed:
        why = _WITHDRAWN
    elif step.taken_back_at:
        why = _TAKEN_BACK
    elif step.status is Status.STOPPED:
        why = _STOPPED if status is IdeaStatus.UNDER_REVIEW else _STOPPED_IN_PART
    elif step.status is Status.DELIVERED:
        why = _DELIVERED if status is IdeaStatus.DONE else _DELIVERED_IN_PART
    else:
        why = _BEGUN if step.status is Status.IN_PROGRESS else _PROMISED
    with speaking(site_language()):
        return str(why) % {"title": commitment.title}


def unname(step: Step) -> None:
    """Let the history of ideas name no promise that was taken back: nobody was told of it, and nobody reads it."""
    followed = select(Followed.status_change_id).where(Followed.step_id == step.id)
    with speaking(site_language()):
        why = str(_PROMISED_AT_FIRST)
    db.session.execute(update(StatusChange).where(StatusChange.id.in_(followed)).values(reason=why))
