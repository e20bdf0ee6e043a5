"""What pages get of ideas: frozen rows, each with the columns it is read from, in the same order."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam

from community.accounts.models import Person
from community.ideas.models import Choice, Idea, Status, StatusChange, Vote
from community.ideas.rules import voting_is_open
from community.places.models import Place
from community.platform.text import slug

__all__ = ["IDEA_PAGE", "IDEA_ROW", "MY_VOTE", "STATUS_STEP", "IdeaPage", "IdeaRow", "StatusStep", "address"]


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
    my_choice: Choice | None
    value: Any

    @property
    def url(self) -> str:
        return address(self.id, self.title)

    @property
    def votable(self) -> bool:
        return voting_is_open(self.status)


IDEA_ROW = (
    Idea.id, Idea.title, Idea.lead, Idea.language, Idea.direction, Idea.place_id, Place.name,
    Idea.status, Idea.created_at, Idea.support_count, Idea.oppose_count, Idea.pass_count, Idea.tally,
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
    my_choice: Choice | None

    @property
    def url(self) -> str:
        return address(self.id, self.title)

    @property
    def votable(self) -> bool:
        return self.listed and voting_is_open(self.status)


IDEA_PAGE = (
    Idea.id, Idea.title, Idea.body_html, Idea.lead, Idea.language, Idea.direction, Idea.place_id, Person.name,
    Idea.status, Idea.created_at, Idea.support_count, Idea.oppose_count, Idea.pass_count, Idea.tally,
    Idea.share_low, Idea.author_id, Idea.listed, Idea.withdrawn_at, Idea.hidden_at, Vote.choice,
)  # fmt: skip


class StatusStep(NamedTuple):
    """One step of an idea's status."""

    status: Status
    reason: str
    changed_at: datetime


STATUS_STEP = (StatusChange.status, StatusChange.reason, StatusChange.changed_at)

MY_VOTE = and_(Vote.idea_id == Idea.id, Vote.person_id == bindparam("viewer_id"))
"""The viewer's vote on an idea, to be joined to it."""


def address(idea_id: int, title: str) -> str:
    """Return the address of an idea's page."""
    return f"/ideas/{idea_id}/{slug(title)}"
