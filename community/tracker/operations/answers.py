"""A commitment answers ideas and themes: those that its leader may speak for."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import insert, select

from community.extensions import db
from community.ideas.models import Idea
from community.platform.errors import Missing, Refused, Unclear
from community.platform.text import _
from community.roles.queries import Viewer
from community.themes.models import Theme
from community.tracker.models import (
    ANSWERS,
    ANSWERS_THEME,
    Commitment,
    CommitmentIdea,
    CommitmentTheme,
    Step,
)
from community.tracker.operations.led import line_of
from community.tracker.rules import MOST_ANSWERED, can_be_answered, may_lead

__all__ = ["answerable", "link", "not_answered_yet"]


def answerable(
    actor: Viewer, idea_ids: Collection[int], theme_ids: Collection[int]
) -> tuple[Sequence[int], Sequence[int]]:
    """Return these ids, each once and in order, when the actor may promise something for all of them.

    Raises Missing when one is not there to be seen or lies where the actor does not lead, Refused when an idea
    was merged into another.
    """
    if max(len(idea_ids), len(theme_ids)) > MOST_ANSWERED:
        raise Unclear(_("A commitment answers at most %(most)s ideas and themes.", most=MOST_ANSWERED))
    ideas = db.session.execute(
        select(Idea.id, Idea.place_id, Idea.status).where(Idea.id.in_(idea_ids), Idea.listed).order_by(Idea.id)
    ).all()
    themes = db.session.execute(
        select(Theme.id, Theme.place_id).where(Theme.id.in_(theme_ids), Theme.listed).order_by(Theme.id)
    ).all()
    places = {each.place_id for each in (*ideas, *themes)}
    if len(ideas) < len(set(idea_ids)) or not all(may_lead(actor.held, line_of(place_id)) for place_id in places):
        raise Missing(_("One of these ideas or themes is not there, or not in a place that you lead."))
    if len(themes) < len(set(theme_ids)):
        raise Missing(_("One of these ideas or themes is not there, or not in a place that you lead."))
    if not all(can_be_answered(each.status) for each in ideas):
        raise Refused(_("One of these ideas was merged into another. Answer that one."))
    return [each.id for each in ideas], [each.id for each in themes]


def not_answered_yet(
    commitment_id: int, idea_ids: Collection[int], theme_ids: Collection[int]
) -> tuple[Sequence[int], Sequence[int]]:
    """Return those of these ideas and themes that the commitment does not answer yet."""
    ideas = select(CommitmentIdea.idea_id).where(CommitmentIdea.commitment_id == commitment_id, ANSWERS)
    themes = select(CommitmentTheme.theme_id).where(CommitmentTheme.commitment_id == commitment_id, ANSWERS_THEME)
    answered, answered_themes = set(db.session.scalars(ideas)), set(db.session.scalars(themes))
    return (
        [each for each in idea_ids if each not in answered],
        [each for each in theme_ids if each not in answered_themes],
    )


def link(commitment: Commitment, step: Step, idea_ids: Collection[int], theme_ids: Collection[int]) -> None:
    """Note that the commitment answers these, since this step."""
    said = {"commitment_id": commitment.id, "step_id": step.id, "added_at": step.recorded_at}
    if idea_ids:
        db.session.execute(insert(CommitmentIdea), [{**said, "idea_id": each} for each in idea_ids])
    if theme_ids:
        db.session.execute(insert(CommitmentTheme), [{**said, "theme_id": each} for each in theme_ids])
