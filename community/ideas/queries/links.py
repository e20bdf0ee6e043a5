"""Which issues an idea answers, and which ideas answer an issue: of both, those that everybody is shown."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import NamedTuple

from sqlalchemy import String, bindparam, cast, func, select

from community.ideas.models import Idea, IdeaIssue, Status
from community.ideas.queries.rows import address
from community.issues import models as issues
from community.issues.queries.rows import address as issue_address
from community.platform.database import listed
from community.platform.reading import Reading

__all__ = ["ISSUES_OF_IDEA", "AnsweredIssue", "AnsweringIdea", "issues_in", "list_answering_ideas"]


class AnsweredIssue(NamedTuple):
    """An issue that an idea answers."""

    id: int
    title: str
    language: str
    direction: str
    status: issues.Status
    affected_count: int

    @property
    def url(self) -> str:
        return issue_address(self.id, self.title)


class AnsweringIdea(NamedTuple):
    """An idea that answers an issue."""

    id: int
    title: str
    language: str
    direction: str
    status: Status
    support_count: int

    @property
    def url(self) -> str:
        return address(self.id, self.title)


_ISSUE = issues.Issue
_COMMA = "\x1e"
"""Stands for a comma in a title, for commas part the issues; no title has such a character."""
_PARTS = (
    cast(_ISSUE.id, String), cast(_ISSUE.status, String), cast(_ISSUE.affected_count, String), _ISSUE.language,
    _ISSUE.direction, func.replace(_ISSUE.title, ",", _COMMA),
)  # fmt: skip
ISSUES_OF_IDEA = (
    select(listed(reduce(lambda left, right: left + "\x1f" + right, _PARTS)))
    .join(IdeaIssue, IdeaIssue.issue_id == _ISSUE.id)
    .where(IdeaIssue.idea_id == Idea.id, IdeaIssue.ended_at.is_(None), _ISSUE.listed)
    .correlate(Idea)
    .scalar_subquery()
)
"""The issues that an idea answers, as one column of a statement that reads ideas; `issues_in` reads it."""

_IDEAS = Reading(
    AnsweringIdea,
    select(Idea.id, Idea.title, Idea.language, Idea.direction, Idea.status, Idea.support_count)
    .join(IdeaIssue, IdeaIssue.idea_id == Idea.id)
    .where(IdeaIssue.issue_id == bindparam("issue_id"), IdeaIssue.ended_at.is_(None), Idea.listed)
    .order_by(Idea.support_count.desc(), Idea.id)
    .limit(bindparam("size", type_=Idea.id.type)),
)


def issues_in(cell: str | None) -> Sequence[AnsweredIssue]:
    """Return the issues that this column names, the oldest first."""
    rows = [row.split("\x1f") for row in (cell or "").split(",") if row]
    found = [
        AnsweredIssue(int(number), title.replace(_COMMA, ","), language, way, issues.Status(status), int(count))
        for number, status, count, language, way, title in rows
    ]
    return tuple(sorted(found))


def list_answering_ideas(issue_id: int, most: int = 50) -> Sequence[AnsweringIdea]:
    """Return the ideas that answer an issue, the most supported first."""
    return _IDEAS.all(issue_id=issue_id, size=most)
