"""What is stored of a comment, and of what it said before."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text, true
from sqlalchemy.orm import Mapped, mapped_column

from community.extensions import Base
from community.platform.database import Instant, words

__all__ = ["Comment", "CommentVersion", "On", "PendingKind", "Side"]


class On(StrEnum):
    """What can be commented on."""

    ISSUE = "issue"
    IDEA = "idea"
    THEME = "theme"
    COMMITMENT = "commitment"


class Side(StrEnum):
    """Whether what is said speaks for an idea or against it; of anything else it is neutral."""

    FOR = "for"
    AGAINST = "against"
    NEUTRAL = "neutral"


class Comment(Base):
    """What somebody says of a thing, or replies to such a comment: there are two levels.

    `reply_count` is a cache: how many replies to it everybody is shown.
    """

    __tablename__ = "comment"
    __table_args__ = (
        CheckConstraint("listed = (withdrawn_at IS NULL AND hidden_at IS NULL)", name="listed"),
        Index(None, "thing", "thing_id", "parent_id", "listed_at", "id"),
        Index(None, "thing", "thing_id", "parent_id", "side", "listed_at", "id"),
        Index(None, "thing", "thing_id", "listed", "side", "parent_id"),
        Index(None, "parent_id", "listed_at", "id"),
        Index(None, "author_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(String(200), unique=True)
    thing: Mapped[On] = mapped_column(words(On, "thing"))
    thing_id: Mapped[int]
    # What it replies to, which replies to nothing itself.
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    side: Mapped[Side] = mapped_column(words(Side, "side"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # Its first words, for lists.
    lead: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(35))
    direction: Mapped[str] = mapped_column(String(3))
    # Unknown for some imported comments; those stand before all others.
    created_at: Mapped[datetime | None] = mapped_column(Instant)
    listed_at: Mapped[datetime] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    # Whether everybody is shown it: it is neither withdrawn by its author nor hidden by a moderator.
    listed: Mapped[bool] = mapped_column(default=True, server_default=true())
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    hidden_at: Mapped[datetime | None] = mapped_column(Instant)
    reply_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    # How often it was written: 1 until it is edited.
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)


class CommentVersion(Base):
    """What a comment said from then until its next version; there are none of one that was never edited."""

    __tablename__ = "comment_version"
    __table_args__ = (Index(None, "person_id"),)

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime | None] = mapped_column(Instant)


class PendingKind(StrEnum):
    """What a visitor can send about comments."""

    SAY = "comment"
    EDIT = "comment_edit"
