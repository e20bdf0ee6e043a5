"""What somebody said about issues."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from community.ideas.models import Idea, IdeaIssue
from community.issues.models import Answer, Issue, IssueStep, IssueVersion, MeToo
from community.leaving.queries.part import Parts
from community.places.models import Place

__all__ = ["select_raised"]


def select_raised(people: Sequence[int]) -> Parts:
    """What somebody said about issues: raised, is affected by, answered and decided."""
    place, issue = Place.external_id.label("place"), Issue.external_id.label("issue")
    found: Parts = {
        "issues": (
            True,
            select(
                Issue.external_id, Issue.title, Issue.body, place, Issue.tags, Issue.status, Issue.created_at,
                Issue.language, Issue.withdrawn_at, Issue.hidden_at,
            )
            .join(Place, Place.id == Issue.place_id)
            .where(Issue.author_id.in_(people))
            .order_by(Issue.id),
        ),
        "issue_versions": (
            True,
            select(issue, IssueVersion.number, IssueVersion.title, IssueVersion.body, IssueVersion.written_at)
            .join(Issue, Issue.id == IssueVersion.issue_id)
            .where(IssueVersion.person_id.in_(people))
            .order_by(IssueVersion.issue_id, IssueVersion.number),
        ),
        "me_too": (
            True,
            select(issue, MeToo.said_at)
            .join(Issue, Issue.id == MeToo.issue_id)
            .where(MeToo.person_id.in_(people))
            .order_by(MeToo.issue_id),
        ),
        "ideas_for_issues": (
            True,
            select(Idea.external_id.label("idea"), issue, IdeaIssue.linked_at, IdeaIssue.ended_at)
            .join(Idea, Idea.id == IdeaIssue.idea_id)
            .join(Issue, Issue.id == IdeaIssue.issue_id)
            .where(IdeaIssue.person_id.in_(people))
            .order_by(IdeaIssue.linked_at, IdeaIssue.issue_id),
        ),
        "issue_answers": (
            True,
            select(issue, Answer.number, Answer.body, Answer.written_at)
            .join(Issue, Issue.id == Answer.issue_id)
            .where(Answer.person_id.in_(people))
            .order_by(Answer.issue_id, Answer.number),
        ),
        "issue_steps": (
            True,
            select(issue, IssueStep.kind, IssueStep.said, IssueStep.due_on, IssueStep.at)
            .join(Issue, Issue.id == IssueStep.issue_id)
            .where(IssueStep.person_id.in_(people))
            .order_by(IssueStep.id),
        ),
    }  # fmt: skip
    return found
