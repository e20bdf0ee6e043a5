"""What is stored of flags, of what moderators decided, and of appeals against it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, and_, text
from sqlalchemy.orm import Mapped, mapped_column

from community.extensions import Base
from community.platform.database import Instant, words

__all__ = ["IS_OPEN", "Act", "Appeal", "Decision", "Flag", "Kind", "Reason"]


class Kind(StrEnum):
    """What can be flagged."""

    IDEA = "idea"
    ISSUE = "issue"
    COMMENT = "comment"


class Reason(StrEnum):
    """Why somebody flags something."""

    RULES = "rules"
    PERSONAL = "personal"
    ATTACK = "attack"
    SPAM = "spam"
    OTHER = "other"


class Act(StrEnum):
    """What a moderator decides: about a thing, about who wrote it, or on an appeal."""

    DISMISS = "dismiss"
    HIDE = "hide"
    RESTORE = "restore"
    WARN = "warn"
    PAUSE = "pause"
    UPHOLD = "uphold"
    OVERTURN = "overturn"


OPEN = text("decision_id IS NULL AND taken_back_at IS NULL")


class Flag(Base):
    """“This breaks the rules”, said by one person of one thing; open until it is decided on or taken back."""

    __tablename__ = "flag"
    __table_args__ = (
        Index("uq_flag_open", "kind", "thing_id", "person_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        Index(None, "person_id"),
        Index(None, "kind", "thing_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(words(Kind, "kind"))
    thing_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[Reason] = mapped_column(words(Reason, "reason"))
    said: Mapped[str | None] = mapped_column(String(1000))
    flagged_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    taken_back_at: Mapped[datetime | None] = mapped_column(Instant)


IS_OPEN = and_(Flag.decision_id.is_(None), Flag.taken_back_at.is_(None))
"""Of a flag: it waits for a moderator."""


class Decision(Base):
    """What a moderator did and why; never changed, never removed: what undoes it is another row."""

    __tablename__ = "decision"
    __table_args__ = (
        Index(None, "kind", "thing_id", "id"),
        Index(None, "author_id", "id"),
        Index(None, "place_id", "id"),
        Index(None, "about_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(words(Kind, "kind"))
    thing_id: Mapped[int]
    # Where the thing was when it was decided.
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    act: Mapped[Act] = mapped_column(words(Act, "act"))
    # The number of the site's rule that was broken; none where none was.
    rule: Mapped[int | None]
    # What the author gets, and what of it everybody may read.
    sentence: Mapped[str] = mapped_column(Text)
    public_sentence: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    # Whom the author counted as: who was told, warned or paused.
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime] = mapped_column(Instant)
    # Of a pause: until when, and until when the account was paused before.
    until: Mapped[datetime | None] = mapped_column(Instant)
    until_before: Mapped[datetime | None] = mapped_column(Instant)
    # The decision that this one upholds, overturns or takes back.
    about_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))


class Appeal(Base):
    """What an author says against a decision, once; another moderator answers it."""

    __tablename__ = "appeal"
    __table_args__ = (Index(None, "answer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), unique=True)
    said: Mapped[str] = mapped_column(Text)
    appealed_at: Mapped[datetime] = mapped_column(Instant)
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
