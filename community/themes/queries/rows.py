"""What pages get of themes: frozen rows, each with the columns it is read from, in the same order."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from community.accounts.models import Person
from community.ideas.models import Idea
from community.ideas.queries.rows import address as idea_address
from community.places.models import Place
from community.platform.text import slug
from community.themes.models import GATHERED, Theme, ThemeIdea, ThemeVersion

__all__ = [
    "EVIDENCE",
    "PAST_IDEA",
    "THEME_PAGE",
    "THEME_ROW",
    "VERSION_ROW",
    "Ender",
    "Hand",
    "PastIdeaRow",
    "ThemeLink",
    "ThemePage",
    "ThemeRow",
    "VersionRow",
    "Words",
    "address",
]

VOTES = Idea.support_count + Idea.oppose_count + Idea.pass_count


class Hand(StrEnum):
    """How a theme stands for who has it in hand."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class ThemeRow(NamedTuple):
    """A theme as a list shows it; `value` is what the list is sorted by."""

    id: int
    title: str
    lead: str
    language: str
    direction: str
    place_id: int
    place_name: str
    listed: bool
    published_at: datetime | None
    withdrawn_at: datetime | None
    people_count: int
    idea_count: int
    vote_count: int
    value: Any

    @property
    def url(self) -> str:
        return address(self.id, self.title)


class ThemeLink(NamedTuple):
    """A theme in which an idea stands, since when."""

    id: int
    title: str
    language: str
    direction: str
    added_at: datetime

    @property
    def url(self) -> str:
        return address(self.id, self.title)


class ThemePage(NamedTuple):
    """A theme as its own page shows it."""

    id: int
    title: str
    body_html: str
    lead: str
    language: str
    direction: str
    place_id: int
    # Who distilled it; unknown for imported ones.
    person_name: str | None
    created_at: datetime | None
    listed: bool
    published_at: datetime | None
    withdrawn_at: datetime | None
    version: int
    # When its present version was written; of the first one it is not known here.
    edited_at: datetime | None
    people_count: int
    counted_at: datetime | None
    # What its listed ideas add up to, and from how many places they come: raw, nothing weighted.
    idea_count: int
    idea_places: int
    support_count: int
    oppose_count: int
    pass_count: int
    tally: int

    @property
    def url(self) -> str:
        return address(self.id, self.title)

    @property
    def hand(self) -> Hand:
        if self.withdrawn_at:
            return Hand.WITHDRAWN
        return Hand.PUBLISHED if self.listed else Hand.DRAFT


class VersionRow(NamedTuple):
    """One version of a theme: who wrote it and when."""

    number: int
    person_name: str | None
    written_at: datetime | None


class Words(NamedTuple):
    """What a theme says, as it was typed."""

    title: str
    body: str


class PastIdeaRow(NamedTuple):
    """An idea that once stood in a theme: since when, until when, by whom."""

    id: int
    title: str
    language: str
    direction: str
    added_at: datetime
    ended_at: datetime
    ended_by_name: str | None

    @property
    def url(self) -> str:
        return idea_address(self.id, self.title)


_EVIDENCE = (
    select(Idea.id)
    .join(ThemeIdea, ThemeIdea.idea_id == Idea.id)
    .where(ThemeIdea.theme_id == Theme.id, GATHERED, Idea.listed)
)
"""The listed ideas of a theme."""

EVIDENCE = (
    select(
        func.count().label("ideas"),
        func.count(Idea.place_id.distinct()).label("places"),
        *(
            func.coalesce(func.sum(getattr(Idea, name)), 0).label(name)
            for name in ("support_count", "oppose_count", "pass_count", "tally")
        ),
    )
    .join_from(ThemeIdea, Idea, Idea.id == ThemeIdea.idea_id)
    .where(ThemeIdea.theme_id == bindparam("theme_id"), GATHERED, Idea.listed)
    .subquery("evidence")
)
"""What the listed ideas of one theme add up to: one row."""

THEME_ROW = (
    Theme.id, Theme.title, Theme.lead, Theme.language, Theme.direction, Theme.place_id, Place.name,
    Theme.listed, Theme.published_at, Theme.withdrawn_at, Theme.people_count,
    _EVIDENCE.with_only_columns(func.count()).correlate(Theme).scalar_subquery().label("ideas"),
    _EVIDENCE.with_only_columns(func.coalesce(func.sum(VOTES), 0)).correlate(Theme).scalar_subquery().label("votes"),
)  # fmt: skip
"""All of a ThemeRow but the value."""

THEME_PAGE = (
    Theme.id, Theme.title, Theme.body_html, Theme.lead, Theme.language, Theme.direction, Theme.place_id, Person.name,
    Theme.created_at, Theme.listed, Theme.published_at, Theme.withdrawn_at, Theme.version, ThemeVersion.written_at,
    Theme.people_count, Theme.counted_at, *EVIDENCE.c,
)  # fmt: skip

VERSION_ROW = (ThemeVersion.number, Person.name, ThemeVersion.written_at)

Ender = aliased(Person, name="ender")
PAST_IDEA = (
    Idea.id, Idea.title, Idea.language, Idea.direction, ThemeIdea.added_at, ThemeIdea.ended_at, Ender.name,
)  # fmt: skip


def address(theme_id: int, title: str) -> str:
    """Return the address of a theme's page."""
    return f"/themes/{theme_id}/{slug(title)}"
