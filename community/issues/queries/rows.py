"""What pages get of issues: frozen rows, each with the columns it is read from, in the same order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, exists
from sqlalchemy.orm import aliased

from community.accounts.counting import counts_as, same_as
from community.accounts.models import Person
from community.issues.models import Answer, Issue, IssueStep, IssueVersion, MeToo, Status, StepKind
from community.issues.rules import is_overdue, may_say_me_too
from community.places.models import Place
from community.platform.text import slug
from community.tags.models import Tagged
from community.tags.queries import TagLink, tags_column, tags_in

__all__ = [
    "ANSWER_ROW",
    "AUTHOR",
    "ISSUE_PAGE",
    "ISSUE_ROW",
    "MY_ME_TOO",
    "STEP_ROW",
    "VERSION_ROW",
    "AnswerRow",
    "IssuePage",
    "IssueRow",
    "StepRow",
    "VersionRow",
    "Words",
    "address",
]


class IssueRow(NamedTuple):
    """An issue as a list shows it; `value` is what the list is sorted by."""

    id: int
    title: str
    lead: str
    language: str
    direction: str
    place_id: int
    place_name: str
    status: Status
    created_at: datetime | None
    affected_count: int
    answer_due_on: date | None
    author_id: int | None
    tagged: str | None
    mine: bool
    value: Any

    @property
    def url(self) -> str:
        return address(self.id, self.title)

    @property
    def tags(self) -> Sequence[TagLink]:
        return tags_in(self.tagged)

    @property
    def pressable(self) -> bool:
        return may_say_me_too(self.status)

    def overdue(self, today: date) -> bool:
        """Say whether an answer is owed since before today."""
        return is_overdue(self.status, self.answer_due_on, today)


ISSUE_ROW = (
    Issue.id, Issue.title, Issue.lead, Issue.language, Issue.direction, Issue.place_id, Place.name, Issue.status,
    Issue.created_at, Issue.affected_count, Issue.answer_due_on, Issue.author_id,
    tags_column(Tagged.ISSUE, Issue.id),
)  # fmt: skip
"""The first columns of an IssueRow; a list adds whether the viewer is affected, and the value."""

MY_ME_TOO = exists().where(MeToo.issue_id == Issue.id, MeToo.person_id.in_(same_as(bindparam("viewer_id"))))
"""Whether the viewer said that an issue affects them."""


class IssuePage(NamedTuple):
    """An issue as its own page shows it."""

    id: int
    external_id: str
    title: str
    body_html: str
    lead: str
    language: str
    direction: str
    place_id: int
    author_name: str | None
    author_id: int | None
    status: Status
    created_at: datetime | None
    affected_count: int
    answer_due_on: date | None
    listed: bool
    withdrawn_at: datetime | None
    hidden_at: datetime | None
    version: int
    edited_at: datetime | None
    mine: bool
    tags: Sequence[TagLink]

    @property
    def url(self) -> str:
        return address(self.id, self.title)

    @property
    def pressable(self) -> bool:
        return self.listed and may_say_me_too(self.status)

    def overdue(self, today: date) -> bool:
        """Say whether an answer is owed since before today."""
        return is_overdue(self.status, self.answer_due_on, today)


AUTHOR = aliased(Person, name="author")
ISSUE_PAGE = (
    Issue.id, Issue.external_id, Issue.title, Issue.body_html, Issue.lead, Issue.language, Issue.direction,
    Issue.place_id, Person.name, Person.id, Issue.status, Issue.created_at, Issue.affected_count, Issue.answer_due_on,
    Issue.listed, Issue.withdrawn_at, Issue.hidden_at, Issue.version, IssueVersion.written_at, MY_ME_TOO,
)  # fmt: skip
"""Person is whom the author counts as: the issue is in their hands, and bears their name."""


class AnswerRow(NamedTuple):
    """One version of the official answer."""

    number: int
    body: str
    body_html: str
    person_name: str | None
    written_at: datetime


ANSWER_ROW = (Answer.number, Answer.body, Answer.body_html, Person.name, Answer.written_at)


class StepRow(NamedTuple):
    """One thing that happened to an issue; `person_id` is whom they count as who did it."""

    kind: StepKind
    said: str
    due_on: date | None
    person_id: int | None
    at: datetime


STEP_ROW = (IssueStep.kind, IssueStep.said, IssueStep.due_on, counts_as(Person), IssueStep.at)


class VersionRow(NamedTuple):
    """One version of an issue: who wrote it when."""

    number: int
    person_name: str | None
    written_at: datetime | None


VERSION_ROW = (IssueVersion.number, Person.name, IssueVersion.written_at)


class Words(NamedTuple):
    """What an issue says, as it was typed."""

    title: str
    body: str


OWN_PAGES = frozenset(
    {"answer", "bring-back", "close", "due", "edit", "flag", "history", "me-too", "reopen", "withdraw"}
)
"""What stands after an issue's number in addresses of other pages than its own."""


def address(issue_id: int, title: str) -> str:
    """Return the address of an issue's page."""
    words = slug(title)
    return f"/issues/{issue_id}/{words}{'-' if words in OWN_PAGES else ''}"
