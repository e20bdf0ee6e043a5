"""What is stored of persons who count as one, and of who says that they are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from community.extensions import Base
from community.platform.database import Instant

__all__ = ["Claim", "PersonJoin"]

STANDS = text("ended_at IS NULL")
WAITS = text("answered_at IS NULL")


class PersonJoin(Base):
    """That a person is the same human being as another one and counts as them; ended, never removed.

    `person.counts_as_id` is a cache over the joins that stand: it names whom one comes to by following them.
    """

    __tablename__ = "person_join"
    __table_args__ = (
        Index("uq_person_join_stands", "person_id", unique=True, sqlite_where=STANDS, postgresql_where=STANDS),
        Index(None, "person_id"),
        Index(None, "into_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    into_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    joined_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    joined_at: Mapped[datetime] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(Text)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    end_reason: Mapped[str | None] = mapped_column(Text)


class Claim(Base):
    """“I am the imported person who wrote this”, said by one person; a moderator of the idea's place answers."""

    __tablename__ = "claim"
    __table_args__ = (
        Index("uq_claim_waits", "person_id", "claimant_id", unique=True, sqlite_where=WAITS, postgresql_where=WAITS),
        Index("ix_claim_waits", "place_id", "claimed_at", "id", sqlite_where=WAITS, postgresql_where=WAITS),
        Index(None, "claimant_id", "id"),
        Index(None, "join_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    claimant_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    # The idea on whose page they said so, and where it was then.
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    said: Mapped[str] = mapped_column(Text)
    claimed_at: Mapped[datetime] = mapped_column(Instant)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    answer: Mapped[str | None] = mapped_column(Text)
    # What an approved claim led to; a refused one led to nothing.
    join_id: Mapped[int | None] = mapped_column(ForeignKey("person_join.id"))
