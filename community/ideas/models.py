"""What is stored of an idea, its status and the votes on it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, true
from sqlalchemy.orm import Mapped, mapped_column

from community.extensions import Base
from community.platform.database import Instant, words

__all__ = [
    "Choice",
    "Idea",
    "IdeaCount",
    "IdeaIssue",
    "IdeaVersion",
    "PendingKind",
    "Status",
    "StatusChange",
    "Vote",
    "Withdrawal",
]


class Status(StrEnum):
    """Where an idea stands, set by people with a public reason."""

    OPEN = "open"
    UNDER_REVIEW = "under_review"
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    DECLINED = "declined"
    MERGED = "merged"


class Choice(StrEnum):
    """What somebody votes."""

    SUPPORT = "support"
    OPPOSE = "oppose"
    PASS = "pass"


class Idea(Base):
    """A proposal that would help.

    The three counts and the scores after them are caches over `vote`, changed in the transaction
    of the vote; `flask ideas audit` compares them.
    """

    __tablename__ = "idea"
    __table_args__ = (
        CheckConstraint("listed = (withdrawn_at IS NULL AND hidden_at IS NULL)", name="listed"),
        Index(None, "place_id", "status"),
        Index(None, "status"),
        Index(None, "author_id"),
        # The orders of lists; place and status are in them so that a walk past what does not match
        # reads the index alone. What is not listed is never walked past.
        Index(None, "listed", "listed_at", "id", "place_id", "status"),
        Index(None, "listed", "support_count", "id", "place_id", "status"),
        Index(None, "listed", "contested", "id", "place_id", "status"),
        Index(None, "listed", "share_low", "id", "place_id", "status"),
        Index(None, "listed", "lot", "id", "place_id", "status"),
        Index(None, "listed", "unsure", "id", "place_id", "status"),
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
    # Unknown for some imported ideas; those are listed after all others.
    created_at: Mapped[datetime | None] = mapped_column(Instant)
    listed_at: Mapped[datetime] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    # As an import gave them, separated by semicolons; the tags that they name are taggings.
    tags: Mapped[str | None] = mapped_column(Text)
    # Support counted elsewhere, whose voters are unknown: shown beside the votes, never among them.
    tally: Mapped[int | None]
    support_count: Mapped[int] = mapped_column(default=0)
    oppose_count: Mapped[int] = mapped_column(default=0)
    pass_count: Mapped[int] = mapped_column(default=0)
    contested: Mapped[float] = mapped_column(default=0.0)
    share_low: Mapped[float] = mapped_column(default=0.0)
    lot: Mapped[int]
    # Whether everybody is shown it: it is neither withdrawn by its author nor hidden by a moderator.
    listed: Mapped[bool] = mapped_column(default=True, server_default=true())
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    hidden_at: Mapped[datetime | None] = mapped_column(Instant)
    # Last, for SQLite walks over what stands before a column: a list would read every long text.
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    # How often it was written: 1 until it is edited.
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    # How much one more vote would tell: where the quick queue begins. One of the scores over `vote`.
    unsure: Mapped[float] = mapped_column(default=1.0, server_default="1")


class IdeaVersion(Base):
    """What an idea said from then until its next version; there are none of an idea that was never edited."""

    __tablename__ = "idea_version"
    __table_args__ = (Index(None, "person_id"),)

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    # Who wrote it and when, where that is known.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime | None] = mapped_column(Instant)
    # How many people had voted by then, on what it said before.
    vote_count: Mapped[int]


class StatusChange(Base):
    """One step of an idea's status, with the public reason for it; never changed, never removed."""

    __tablename__ = "idea_status_change"
    __table_args__ = (Index(None, "idea_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"))
    status: Mapped[Status] = mapped_column(words(Status, "status"))
    # Empty when the status was imported: where it was set, nobody said why.
    reason: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime] = mapped_column(Instant)


class Vote(Base):
    """One person's vote on one idea; the key is what makes it one.

    Of several persons who count as one, one vote counts (queries/standing.py says which); all stay.
    """

    __tablename__ = "vote"
    __table_args__ = (Index(None, "idea_id", "choice"), {"sqlite_with_rowid": False})

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), primary_key=True)
    choice: Mapped[Choice] = mapped_column(words(Choice, "choice"))
    created_at: Mapped[datetime | None] = mapped_column(Instant)
    changed_at: Mapped[datetime | None] = mapped_column(Instant)


class Withdrawal(Base):
    """That somebody withdrew from an idea on which others voted who count as them: those votes stay, none counts."""

    __tablename__ = "vote_withdrawal"
    __table_args__ = (Index(None, "idea_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), primary_key=True)
    withdrawn_at: Mapped[datetime] = mapped_column(Instant)


class IdeaCount(Base):
    """How many listed ideas of each status a place has, with all that lies under it; a cache over `idea`."""

    __tablename__ = "idea_count"

    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    status: Mapped[Status] = mapped_column(words(Status, "status"), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)


class IdeaIssue(Base):
    """That an idea answers an issue: dated, with who said so; ended, never removed."""

    __tablename__ = "idea_issue"
    __table_args__ = (Index(None, "issue_id"), Index(None, "person_id"))

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    linked_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class PendingKind(StrEnum):
    """What a visitor can send about ideas."""

    VOTE = "vote"
    IDEA = "idea"
    EDIT = "edit"
