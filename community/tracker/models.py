"""What is stored of a commitment and of what became of it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, true
from sqlalchemy.orm import Mapped, mapped_column

from community.extensions import Base
from community.platform.database import Instant, words

__all__ = [
    "ANSWERS",
    "ANSWERS_THEME",
    "Commitment",
    "CommitmentIdea",
    "CommitmentTheme",
    "Decline",
    "Followed",
    "Signal",
    "Status",
    "Step",
    "StepKind",
]


class Status(StrEnum):
    """What the leader says of a commitment."""

    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    DELIVERED = "delivered"
    STOPPED = "stopped"


class Signal(StrEnum):
    """How a commitment stands, derived from dates, updates and confirmations; nobody sets it (see signal.py)."""

    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    LATE = "late"
    SILENT = "silent"
    DELIVERED = "delivered"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    STOPPED = "stopped"


class StepKind(StrEnum):
    """What happened to a commitment."""

    MADE = "made"
    ANSWERS = "answers"
    UPDATE = "update"
    MOVED = "moved"
    DELIVERED = "delivered"
    STOPPED = "stopped"


class Commitment(Base):
    """What a leader promises in public: who, what, by when, answering which ideas and themes.

    Status, dates, next step and news are those of its last step that stands; `signal` follows from them
    and from the answers of those who were asked. All of them are caches, which `flask tracker audit` compares.
    """

    __tablename__ = "commitment"
    __table_args__ = (
        CheckConstraint("listed = (withdrawn_at IS NULL)", name="listed"),
        Index(None, "listed", "listed_at", "id", "place_id", "signal"),
        Index(None, "listed", "sooner_at", "id", "place_id", "signal"),
        Index(None, "listed", "people_count", "id", "place_id", "signal"),
        Index(None, "listed", "signal", "id"),
        # What is counted of all of them is read from this alone, not from rows with their long texts.
        Index("ix_commitment_counted", "listed", "place_id", "status", "signal", "owner_id", "owner_name"),
        Index(None, "place_id"),
        Index(None, "owner_id"),
        Index(None, "owner_name"),
        Index(None, "signal_until"),
        Index(None, "ask_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(String(200), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    lead: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(35))
    direction: Mapped[str] = mapped_column(String(3))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    # Who answers for it: a person, or an office by its name; neither is "not stated", as imports may have it.
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    owner_name: Mapped[str | None] = mapped_column(String(200))
    # How we shall know that it is done; what it costs, as it was said, for example $ 250,000.
    measure: Mapped[str | None] = mapped_column(String(500))
    cost: Mapped[str | None] = mapped_column(String(100))
    created_at: Mapped[datetime | None] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    # Whether it came by an import: what is told of it from before that is not of this site's knowledge.
    imported: Mapped[bool] = mapped_column(default=False)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    listed: Mapped[bool] = mapped_column(default=True, server_default=true())
    listed_at: Mapped[datetime] = mapped_column(Instant)
    # As the last step says.
    status: Mapped[Status] = mapped_column(words(Status, "status"))
    due_on: Mapped[date | None] = mapped_column(Date)
    # What lists of the soonest are sorted by: the midnight after `due_on` in the site's zone (see order.py).
    sooner_at: Mapped[datetime] = mapped_column(Instant)
    # The day promised first, the midnight after it, and how often it was moved since.
    first_due_on: Mapped[date | None] = mapped_column(Date)
    first_due_at: Mapped[datetime | None] = mapped_column(Instant)
    moved_count: Mapped[int] = mapped_column(default=0)
    next_step: Mapped[str | None] = mapped_column(String(300))
    next_on: Mapped[date | None] = mapped_column(Date)
    news_at: Mapped[datetime | None] = mapped_column(Instant)
    begun_at: Mapped[datetime | None] = mapped_column(Instant)
    delivered_at: Mapped[datetime | None] = mapped_column(Instant)
    stopped_at: Mapped[datetime | None] = mapped_column(Instant)
    # When those who were told of the delivery are asked back, until they are; how many were, and what they answered.
    ask_at: Mapped[datetime | None] = mapped_column(Instant)
    asked_count: Mapped[int] = mapped_column(default=0)
    yes_count: Mapped[int] = mapped_column(default=0)
    partly_count: Mapped[int] = mapped_column(default=0)
    no_count: Mapped[int] = mapped_column(default=0)
    # Of the listed ideas that it answers, directly or in its listed themes: how many they are and in how many places,
    # how many people wrote or support them, each once, the votes for them that were counted elsewhere, and when
    # the first of them was said.
    theme_count: Mapped[int] = mapped_column(default=0)
    idea_count: Mapped[int] = mapped_column(default=0)
    place_count: Mapped[int] = mapped_column(default=0)
    people_count: Mapped[int] = mapped_column(default=0)
    tally: Mapped[int | None]
    said_at: Mapped[datetime | None] = mapped_column(Instant)
    # Derived, and until when that holds if nothing happens; none when it holds for good.
    signal: Mapped[Signal] = mapped_column(words(Signal, "signal"))
    signal_until: Mapped[datetime | None] = mapped_column(Instant)
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)


class Step(Base):
    """An update: a dated public step of a commitment. What it was wrong about is said by another one.

    Only within some minutes, before anybody was told, is a step taken back: then it counts for nothing.
    `status`, `due_on`, `next_step` and `next_on` are as they stand after it.
    """

    __tablename__ = "step"
    __table_args__ = (Index(None, "commitment_id", "listed_at", "id"), Index(None, "person_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"))
    # What makes a form that is sent twice one step.
    key: Mapped[str | None] = mapped_column(String(64), unique=True)
    kind: Mapped[StepKind] = mapped_column(words(StepKind, "kind"))
    status: Mapped[Status] = mapped_column(words(Status, "status"))
    due_on: Mapped[date | None] = mapped_column(Date)
    next_step: Mapped[str | None] = mapped_column(String(300))
    next_on: Mapped[date | None] = mapped_column(Date)
    evidence_url: Mapped[str | None] = mapped_column(String(2000))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # When it happened, unknown for some imported ones; when this site learned of it.
    happened_at: Mapped[datetime | None] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    # Its place in the history: when it was said here; of an imported one, when it happened.
    listed_at: Mapped[datetime] = mapped_column(Instant)
    imported: Mapped[bool] = mapped_column(default=False)
    taken_back_at: Mapped[datetime | None] = mapped_column(Instant)
    # Of a delivery: when those who were told of it were asked back, how many, and what they answered.
    asked_at: Mapped[datetime | None] = mapped_column(Instant)
    asked_count: Mapped[int] = mapped_column(default=0)
    yes_count: Mapped[int] = mapped_column(default=0)
    partly_count: Mapped[int] = mapped_column(default=0)
    no_count: Mapped[int] = mapped_column(default=0)
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)


class CommitmentIdea(Base):
    """That a commitment answers an idea; ended, never removed."""

    __tablename__ = "commitment_idea"
    __table_args__ = (Index(None, "idea_id"), Index(None, "commitment_id"), Index(None, "step_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"))
    # The step that says so.
    step_id: Mapped[int] = mapped_column(ForeignKey("step.id"))
    added_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class CommitmentTheme(Base):
    """That a commitment answers a theme, and with it the ideas in it; ended, never removed."""

    __tablename__ = "commitment_theme"
    __table_args__ = (Index(None, "theme_id"), Index(None, "commitment_id"), Index(None, "step_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"))
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    # The step that says so.
    step_id: Mapped[int] = mapped_column(ForeignKey("step.id"))
    added_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


ANSWERS = CommitmentIdea.ended_at.is_(None)
ANSWERS_THEME = CommitmentTheme.ended_at.is_(None)
"""Answers it now."""

Index(
    "uq_commitment_idea_answers",
    CommitmentIdea.commitment_id,
    CommitmentIdea.idea_id,
    unique=True,
    sqlite_where=ANSWERS,
    postgresql_where=ANSWERS,
)
Index(
    "uq_commitment_theme_answers",
    CommitmentTheme.commitment_id,
    CommitmentTheme.theme_id,
    unique=True,
    sqlite_where=ANSWERS_THEME,
    postgresql_where=ANSWERS_THEME,
)


class Followed(Base):
    """That an idea's status changed because of a step of a commitment, not by itself.

    No step stands with a "no" that was taken back and with the change that took it back: neither counts any more.
    """

    __tablename__ = "followed"
    __table_args__ = (Index(None, "step_id"),)

    status_change_id: Mapped[int] = mapped_column(ForeignKey("idea_status_change.id"), primary_key=True)
    step_id: Mapped[int | None] = mapped_column(ForeignKey("step.id"))


class Decline(Base):
    """A "no" to an idea: beside the reason, which stands with the change of its status, what would change it and when
    it is looked at again. Of an idea that is declined the last one counts that was not taken back.
    """

    __tablename__ = "decline"
    __table_args__ = (Index(None, "idea_id", "id"), Index(None, "review_on"), Index(None, "person_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"))
    status_change_id: Mapped[int] = mapped_column(ForeignKey("idea_status_change.id"), index=True)
    change_mind: Mapped[str] = mapped_column(Text)
    review_on: Mapped[date] = mapped_column(Date)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    declined_at: Mapped[datetime] = mapped_column(Instant)
    taken_back_at: Mapped[datetime | None] = mapped_column(Instant)
