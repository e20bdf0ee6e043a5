"""What is stored of an issue: what was said, who is affected, what was answered."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, true
from sqlalchemy.orm import Mapped, mapped_column

from community.extensions import Base
from community.platform.database import Instant, words

__all__ = ["Answer", "Issue", "IssueStep", "IssueVersion", "MeToo", "PendingKind", "Status", "StepKind"]


class Status(StrEnum):
    """Where an issue stands."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"
    MERGED = "merged"


class StepKind(StrEnum):
    """What happened to an issue, in public."""

    DUE = "due"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"


class Issue(Base):
    """Something wrong or missing, in a place. `affected_count` is a cache over `me_too`, changed with it."""

    __tablename__ = "issue"
    __table_args__ = (
        CheckConstraint("listed = (withdrawn_at IS NULL AND hidden_at IS NULL)", name="listed"),
        Index(None, "place_id", "listed", "listed_at"),
        Index(None, "author_id"),
        Index(None, "listed", "listed_at", "id", "place_id", "status"),
        Index(None, "listed", "affected_count", "id", "place_id", "status"),
        Index(None, "status", "listed", "listed_at", "id", "place_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(String(200), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    lead: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(35))
    direction: Mapped[str] = mapped_column(String(3))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    status: Mapped[Status] = mapped_column(words(Status, "status"))
    # Unknown for some imported issues; those are listed after all others.
    created_at: Mapped[datetime | None] = mapped_column(Instant)
    listed_at: Mapped[datetime] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    # By when an answer is owed, if one is.
    answer_due_on: Mapped[date | None] = mapped_column(Date)
    # As an import gave them, separated by semicolons.
    tags: Mapped[str | None] = mapped_column(Text)
    affected_count: Mapped[int] = mapped_column(default=0)
    # Whether everybody is shown it: it is neither withdrawn by its author nor hidden by a moderator.
    listed: Mapped[bool] = mapped_column(default=True, server_default=true())
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    hidden_at: Mapped[datetime | None] = mapped_column(Instant)
    # Last, for SQLite walks over what stands before a column: a list would read every long text.
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    # How often it was written: 1 until it is edited.
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class IssueVersion(Base):
    """What an issue said from then until its next version; there are none of an issue that was never edited."""

    __tablename__ = "issue_version"
    __table_args__ = (Index(None, "person_id"),)

    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime | None] = mapped_column(Instant)


class MeToo(Base):
    """That somebody is affected by an issue, too; of several persons who count as one, one counts."""

    __tablename__ = "me_too"
    __table_args__ = (Index(None, "issue_id"), {"sqlite_with_rowid": False})

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), primary_key=True)
    said_at: Mapped[datetime] = mapped_column(Instant)


class Answer(Base):
    """One version of the official answer to an issue; the one with the highest number stands."""

    __tablename__ = "issue_answer"
    __table_args__ = (Index(None, "person_id"),)

    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime] = mapped_column(Instant)


class IssueStep(Base):
    """What happened to an issue, with the public reason for it; never changed, never removed."""

    __tablename__ = "issue_step"
    __table_args__ = (Index(None, "issue_id", "id"), Index(None, "person_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"))
    kind: Mapped[StepKind] = mapped_column(words(StepKind, "kind"))
    # Why; of an answer its words, of a day none.
    said: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None] = mapped_column(Date)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(Instant)


class PendingKind(StrEnum):
    """What a visitor can send about issues."""

    RAISE = "issue"
    EDIT = "issue_edit"
    ME_TOO = "me_too"
