"""What is stored of a theme."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from community.extensions import Base
from community.platform.database import Instant

__all__ = ["GATHERED", "Theme", "ThemeIdea", "ThemeVersion"]


class Theme(Base):
    """A subject distilled out of many ideas; its place's moderators alone see it until it is published.

    `people_count` is a cache: how many people voted on its listed ideas, each once, as of `counted_at`; so many ideas
    and votes there were then, by which one sees whether to count again.
    """

    __tablename__ = "theme"
    __table_args__ = (
        CheckConstraint("listed = (published_at IS NOT NULL AND withdrawn_at IS NULL)", name="listed"),
        Index(None, "listed", "listed_at", "id", "place_id"),
        Index(None, "listed", "people_count", "id", "place_id"),
        Index(None, "place_id"),
        Index(None, "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(String(200), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    lead: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(35))
    direction: Mapped[str] = mapped_column(String(3))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    # Who distilled it; unknown for imported ones.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime | None] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    listed: Mapped[bool] = mapped_column(default=False, server_default=false())
    # When it was published, or recorded until then: what lists are sorted by.
    listed_at: Mapped[datetime] = mapped_column(Instant)
    idea_count: Mapped[int] = mapped_column(default=0)
    vote_count: Mapped[int] = mapped_column(default=0)
    people_count: Mapped[int] = mapped_column(default=0)
    counted_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)


class ThemeVersion(Base):
    """What a theme said from then until its next version; there are none of a theme that was never edited."""

    __tablename__ = "theme_version"
    __table_args__ = (Index(None, "person_id"),)

    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime | None] = mapped_column(Instant)


class ThemeIdea(Base):
    """That an idea stands in a theme as evidence: dated, with who put it there; ended, never removed."""

    __tablename__ = "theme_idea"
    __table_args__ = (Index(None, "idea_id"), Index(None, "added_by"), Index(None, "ended_by"))

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"))
    added_at: Mapped[datetime] = mapped_column(Instant)
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


GATHERED = ThemeIdea.ended_at.is_(None)
"""Stands there now."""

Index(
    "uq_theme_idea_gathered",
    ThemeIdea.theme_id,
    ThemeIdea.idea_id,
    unique=True,
    sqlite_where=GATHERED,
    postgresql_where=GATHERED,
)
