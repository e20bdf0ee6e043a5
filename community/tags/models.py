"""What is stored of tags, and of what they stand on."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from community.extensions import Base
from community.platform.database import Instant, words

__all__ = ["TAGGED", "Tag", "Tagged", "Tagging"]


class Tagged(StrEnum):
    """What can have tags."""

    IDEA = "idea"
    ISSUE = "issue"
    THEME = "theme"


class Tag(Base):
    """A free label."""

    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    # Its name without case and accents: two names of one slug are one tag.
    slug: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(50))
    created_at: Mapped[datetime] = mapped_column(Instant)


class Tagging(Base):
    """That a tag stands on a thing: dated, with who put it there; ended, never removed."""

    __tablename__ = "tagging"
    __table_args__ = (Index(None, "thing", "thing_id"), Index(None, "added_by"), Index(None, "ended_by"))

    id: Mapped[int] = mapped_column(primary_key=True)
    thing: Mapped[Tagged] = mapped_column(words(Tagged, "thing"))
    thing_id: Mapped[int]
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"))
    added_at: Mapped[datetime] = mapped_column(Instant)
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


TAGGED = Tagging.ended_at.is_(None)
"""Stands there now."""

Index(
    "uq_tagging_tagged",
    Tagging.tag_id,
    Tagging.thing,
    Tagging.thing_id,
    unique=True,
    sqlite_where=TAGGED,
    postgresql_where=TAGGED,
)
