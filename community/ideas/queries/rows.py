"""What pages get of ideas: frozen rows, each with the columns it is read from, in the same order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, exists
from sqlalchemy.orm import aliased

from community.accounts.models import Account, Person
from community.ideas.models import Choice, Idea, IdeaVersion, Status, StatusChange
from community.ideas.queries.standing import MY_VOTE
from community.ideas.rules import voting_is_open
from community.places.models import Place
from community.platform.text import slug
from community.tags.models import Tagged
from community.tags.queries import TagLink, tags_column, tags_in

__all__ = [
    "AUTHOR",
    "IDEA_PAGE",
    "IDEA_ROW",
    "STATUS_STEP",
    "VERSION_ROW",
    "IdeaPage",
    "IdeaRow",
    "StatusStep",
    "VersionRow",
    "Words",
    "address",
]


class IdeaRow(NamedTuple):
    """An idea as a list shows it; `value` is what the list is sorted by."""

    id: int
    title: str
    lead: str
    language: str
    direction: str
    place_id: int
    place_name: str
    status: Status
    created_at: datetime | None
    support_count: int
    oppose_count: int
    pass_count: int
    tally: int | None
    voting_here: bool
    tagged: str | None
    my_choice: Choice | None
    value: Any

    @property
    def url(self) -> str:
        return address(self.id, self.title)

    @property
    def tags(self) -> Sequence[TagLink]:
        return tags_in(self.tagged)

    @property
    def votable(self) -> bool:
        return self.voting_here and voting_is_open(self.status)


IDEA_ROW = (
    Idea.id, Idea.title, Idea.lead, Idea.language, Idea.direction, Idea.place_id, Place.name,
    Idea.status, Idea.created_at, Idea.support_count, Idea.oppose_count, Idea.pass_count, Idea.tally,
    Place.voting, tags_column(Tagged.IDEA, Idea.id),
)  # fmt: skip
"""The first columns of an IdeaRow; a list adds the viewer's choice and the value."""


class IdeaPage(NamedTuple):
    """An idea as its own page shows it."""

    id: int
    title: str
    body_html: str
    lead: str
    language: str
    direction: str
    place_id: int
    author_name: str | None
    status: Status
    created_at: datetime | None
    support_count: int
    oppose_count: int
    pass_count: int
    tally: int | None
    share_low: float
    author_id: int | None
    listed: bool
    withdrawn_at: datetime | None
    hidden_at: datetime | None
    version: int
    # When its present version was written, and how many had voted by then; of the first one neither.
    edited_at: datetime | None
    edited_after: int | None
    voting_here: bool
    # Whether its author is somebody of whom nobody here says that it is them.
    claimable: bool
    my_choice: Choice | None
    # The issues that it answers: links.AnsweredIssue.
    issues: Any
    tags: Sequence[TagLink]

    @property
    def url(self) -> str:
        return address(self.id, self.title)

    @property
    def votable(self) -> bool:
        return self.listed and self.voting_here and voting_is_open(self.status)


AUTHOR = aliased(Person, name="author")
UNCLAIMED = and_(
    AUTHOR.id.is_not(None),
    AUTHOR.counts_as_id.is_(None),
    AUTHOR.erased_at.is_(None),
    ~exists().where(Account.person_id == AUTHOR.id),
)
IDEA_PAGE = (
    Idea.id, Idea.title, Idea.body_html, Idea.lead, Idea.language, Idea.direction, Idea.place_id, Person.name,
    Idea.status, Idea.created_at, Idea.support_count, Idea.oppose_count, Idea.pass_count, Idea.tally,
    Idea.share_low, Person.id, Idea.listed, Idea.withdrawn_at, Idea.hidden_at, Idea.version,
    IdeaVersion.written_at, IdeaVersion.vote_count, Place.voting, UNCLAIMED, MY_VOTE,
)  # fmt: skip
"""Person is whom the author counts as: the idea is in their hands, and bears their name."""


class VersionRow(NamedTuple):
    """One version of an idea: who wrote it when, and how many had voted by then."""

    number: int
    person_name: str | None
    written_at: datetime | None
    vote_count: int


VERSION_ROW = (IdeaVersion.number, Person.name, IdeaVersion.written_at, IdeaVersion.vote_count)


class Words(NamedTuple):
    """What an idea says, as it was typed."""

    title: str
    body: str


class StatusStep(NamedTuple):
    """One step of an idea's status."""

    status: Status
    reason: str
    changed_at: datetime


STATUS_STEP = (StatusChange.status, StatusChange.reason, StatusChange.changed_at)

OWN_PAGES = frozenset({"bring-back", "claim", "edit", "flag", "history", "vote", "withdraw"})
"""What stands after an idea's number in addresses of other pages than its own."""


def address(idea_id: int, title: str) -> str:
    """Return the address of an idea's page."""
    words = slug(title)
    return f"/ideas/{idea_id}/{words}{'-' if words in OWN_PAGES else ''}"
