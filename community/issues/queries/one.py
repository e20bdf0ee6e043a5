"""One issue: its page, its answer, its history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, select

from community.accounts.counting import counts_as
from community.accounts.models import Person
from community.issues.models import Answer, Issue, IssueStep, IssueVersion
from community.issues.queries.rows import (
    ANSWER_ROW,
    AUTHOR,
    ISSUE_PAGE,
    STEP_ROW,
    VERSION_ROW,
    AnswerRow,
    IssuePage,
    StepRow,
    VersionRow,
    Words,
    address,
)
from community.issues.rules import may_see_unlisted
from community.places.queries import get_place
from community.platform.database import execute
from community.platform.errors import Gone, Missing
from community.platform.reading import Reading, note
from community.platform.text import _
from community.roles.queries import Viewer
from community.tags.models import Tagged
from community.tags.queries import tags_column, tags_in

__all__ = [
    "address_of",
    "get_issue",
    "get_version",
    "get_words",
    "list_answers",
    "list_steps",
    "list_versions",
    "titles_of",
]

MOST = 100
"""So much of a history a page shows, the latest first."""

_ID = bindparam("issue_id", type_=Issue.id.type)
_ISSUE = Reading(
    lambda *cells: IssuePage._make((*cells[:-1], tags_in(cells[-1]))),
    select(*ISSUE_PAGE, tags_column(Tagged.ISSUE, Issue.id))
    .select_from(Issue)
    .outerjoin(AUTHOR, AUTHOR.id == Issue.author_id)
    .outerjoin(Person, Person.id == counts_as(AUTHOR))
    .outerjoin(IssueVersion, (IssueVersion.issue_id == Issue.id) & (IssueVersion.number == Issue.version))
    .where(Issue.id == _ID),
)
_TITLE = Reading(str, select(Issue.title).where(Issue.id == _ID))
_TITLES = select(Issue.id, Issue.title).where(Issue.id.in_(bindparam("issue_ids", expanding=True)), Issue.listed)
_WORDS = Reading(Words, select(Issue.title, Issue.body).where(Issue.id == _ID))
_VERSION = Reading(
    Words,
    select(IssueVersion.title, IssueVersion.body).where(
        IssueVersion.issue_id == _ID, IssueVersion.number == bindparam("number")
    ),
)
_VERSIONS = Reading(
    VersionRow,
    select(*VERSION_ROW)
    .outerjoin(AUTHOR, AUTHOR.id == IssueVersion.person_id)
    .outerjoin(Person, Person.id == counts_as(AUTHOR))
    .where(IssueVersion.issue_id == _ID)
    .order_by(IssueVersion.number.desc())
    .limit(MOST),
)
_ANSWERS = Reading(
    AnswerRow,
    select(*ANSWER_ROW)
    .outerjoin(AUTHOR, AUTHOR.id == Answer.person_id)
    .outerjoin(Person, Person.id == counts_as(AUTHOR))
    .where(Answer.issue_id == _ID)
    .order_by(Answer.number.desc())
    .limit(MOST),
)
_STEPS = Reading(
    StepRow,
    select(*STEP_ROW)
    .select_from(IssueStep)
    .outerjoin(Person, Person.id == IssueStep.person_id)
    .where(IssueStep.issue_id == _ID)
    .order_by(IssueStep.id.desc())
    .limit(MOST),
)


def get_issue(issue_id: int, viewer: Viewer | None = None) -> IssuePage:
    """Return the issue with this id; raise Missing when there is none or it is hidden, and Gone when it is withdrawn.

    Its author and the moderators of its place see it also then.
    """
    found = _ISSUE.first(issue_id=issue_id, viewer_id=viewer.person_id if viewer else 0)
    if found is None:
        raise Missing(_("There is no such issue."))
    if not found.listed and not _seen_all_the_same(found, viewer):
        if found.hidden_at:
            raise Missing(_("There is no such issue."))
        raise Gone(_("Whoever raised this issue has withdrawn it."))
    return found


def address_of(issue_id: int) -> str:
    """Return the address of the issue's page; raise Missing when there is no such issue."""
    title = _TITLE.first(issue_id=issue_id)
    if title is None:
        raise Missing(_("There is no such issue."))
    return address(issue_id, title)


def titles_of(issue_ids: Sequence[int]) -> Mapping[int, str]:
    """Return the titles of those of these issues that are listed."""
    found = execute(_TITLES, {"issue_ids": issue_ids})
    titles = {issue_id: title for issue_id, title in found}
    note(titles)
    return titles


def list_answers(issue_id: int) -> Sequence[AnswerRow]:
    """Return the official answer, and what it said before: the latest first."""
    return _ANSWERS.all(issue_id=issue_id)


def list_steps(issue_id: int) -> Sequence[StepRow]:
    """Return what happened to the issue, the latest first."""
    return _STEPS.all(issue_id=issue_id)


def get_words(issue_id: int) -> Words:
    """Return what the issue says as it was typed; raise Missing when there is no such issue."""
    words = _WORDS.first(issue_id=issue_id)
    if words is None:
        raise Missing(_("There is no such issue."))
    return words


def list_versions(issue_id: int) -> Sequence[VersionRow]:
    """Return the versions of an issue, the latest first; none when it was never edited."""
    return _VERSIONS.all(issue_id=issue_id)


def get_version(issue_id: int, number: int) -> Words:
    """Return what one version of the issue said; raise Missing when there is none."""
    words = _VERSION.first(issue_id=issue_id, number=number)
    if words is None:
        raise Missing(_("This issue has no such version."))
    return words


def _seen_all_the_same(issue: IssuePage, viewer: Viewer | None) -> bool:
    if viewer is None:
        return False
    place, above = get_place(issue.place_id)
    return may_see_unlisted(viewer.counts_as_id, viewer.held, issue.author_id, [each.id for each in (*above, place)])
