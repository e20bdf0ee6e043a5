"""What somebody wrote, voted and flagged, and what was decided about it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, select

from community.accounts.models import Person
from community.ideas.models import Idea, IdeaVersion, Vote, Withdrawal
from community.issues.models import Issue
from community.leaving.queries.part import Parts
from community.moderation.models import Appeal, Decision, Flag
from community.moderation.things import joined
from community.persons.models import Claim
from community.places.models import Place
from community.themes.models import Theme, ThemeVersion
from community.writing.models import Draft

__all__ = ["select_sent", "select_written"]


def select_written(people: Sequence[int]) -> Parts:
    """Select the ideas and themes they wrote, with all versions of theirs."""
    idea, place = Idea.external_id.label("idea"), Place.external_id.label("place")
    return {
        "ideas": (
            True,
            select(
                Idea.external_id, Idea.title, Idea.body, place, Idea.tags, Idea.status, Idea.created_at, Idea.language,
                Idea.withdrawn_at, Idea.hidden_at,
            )
            .join(Place, Place.id == Idea.place_id)
            .where(Idea.author_id.in_(people))
            .order_by(Idea.id),
        ),
        "versions": (
            True,
            select(idea, IdeaVersion.number, IdeaVersion.title, IdeaVersion.body, IdeaVersion.written_at)
            .join(Idea, Idea.id == IdeaVersion.idea_id)
            .where(IdeaVersion.person_id.in_(people))
            .order_by(IdeaVersion.idea_id, IdeaVersion.number),
        ),
        "themes": (
            True,
            select(
                Theme.external_id, Theme.title, Theme.body, place, Theme.language, Theme.created_at, Theme.published_at,
                Theme.withdrawn_at,
            )
            .join(Place, Place.id == Theme.place_id)
            .where(Theme.person_id.in_(people))
            .order_by(Theme.id),
        ),
        "theme_versions": (
            True,
            select(
                Theme.external_id.label("theme"), ThemeVersion.number, ThemeVersion.title, ThemeVersion.body,
                ThemeVersion.written_at,
            )
            .join(Theme, Theme.id == ThemeVersion.theme_id)
            .where(ThemeVersion.person_id.in_(people))
            .order_by(ThemeVersion.theme_id, ThemeVersion.number),
        ),
    }  # fmt: skip


def select_sent(people: Sequence[int]) -> Parts:
    """Select what they began, voted, flagged and claimed, and what moderators decided about them."""
    idea, place = Idea.external_id.label("idea"), Place.external_id.label("place")
    flagged, decided = joined(Flag.kind, Flag.thing_id), joined(Decision.kind, Decision.thing_id)
    return {
        "drafts": (
            True,
            select(
                Draft.kind, idea, Issue.external_id.label("issue"), Draft.title, Draft.body, place, Draft.language,
                Draft.saved_at,
            )
            .outerjoin(Idea, and_(Idea.id == Draft.thing_id, Draft.kind == "idea"))
            .outerjoin(Issue, and_(Issue.id == Draft.thing_id, Draft.kind == "issue"))
            .outerjoin(Place, Place.id == Draft.place_id)
            .where(Draft.person_id.in_(people))
            .order_by(Draft.saved_at, Draft.key),
        ),
        "votes": (
            True,
            select(idea, Person.external_id.label("voter"), Vote.choice, Vote.created_at, Vote.changed_at)
            .join(Idea, Idea.id == Vote.idea_id)
            .join(Person, Person.id == Vote.person_id)
            .where(Vote.person_id.in_(people))
            .order_by(Vote.idea_id, Vote.person_id),
        ),
        "withdrawn_votes": (
            True,
            select(idea, Withdrawal.withdrawn_at)
            .join(Idea, Idea.id == Withdrawal.idea_id)
            .where(Withdrawal.person_id.in_(people))
            .order_by(Withdrawal.idea_id),
        ),
        "flags": (
            True,
            flagged.to(
                select(
                    Flag.kind, flagged.external_id.label("thing_id"), Flag.reason, Flag.said, Flag.flagged_at,
                    Flag.changed_at, Flag.taken_back_at,
                ).select_from(Flag)
            )
            .where(Flag.person_id.in_(people))
            .order_by(Flag.id),
        ),
        "decisions_about_me": (
            True,
            decided.to(
                select(
                    Decision.kind, decided.external_id.label("thing_id"), Decision.act, Decision.rule,
                    Decision.sentence, Decision.decided_at, Decision.until, Appeal.said.label("appeal"),
                    Appeal.appealed_at,
                ).select_from(Decision)
            )
            .outerjoin(Appeal, Appeal.decision_id == Decision.id)
            .where(Decision.author_id.in_(people))
            .order_by(Decision.id),
        ),
        "claims": (
            True,
            select(idea, Claim.said, Claim.claimed_at, Claim.answer, Claim.answered_at, Claim.join_id)
            .join(Idea, Idea.id == Claim.idea_id)
            .where(Claim.claimant_id.in_(people))
            .order_by(Claim.id),
        ),
    }  # fmt: skip
