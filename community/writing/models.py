"""What is stored of what somebody writes before it stands."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.extensions import Base
from community.platform.database import Instant

__all__ = ["Draft", "Pending"]


class Draft(Base):
    """What somebody has begun to write: something new, or the next version of something of theirs."""

    __tablename__ = "draft"
    __table_args__ = (Index(None, "kind", "thing_id"), Index(None, "place_id"))

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    # What it is to become: a name in `acts.WRITTEN`.
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    language: Mapped[str | None] = mapped_column(String(35))
    # Of which thing it is the next version.
    thing_id: Mapped[int | None]
    version: Mapped[int | None]
    # What else its kind keeps, as JSON: what it is said under, or which side it takes.
    more: Mapped[str | None] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(Instant)


class Pending(Base):
    """What a visitor sent, waiting for them to sign in on the same device; then it is done, and this row goes."""

    __tablename__ = "pending"
    __table_args__ = (
        UniqueConstraint("token_hash", "digest"),
        Index(None, "kept_at"),
        Index(None, "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Of the token that only the device has.
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    # Of what was sent: the same again waits once.
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    # What is to be done: a name in `acts.ACTS`.
    kind: Mapped[str] = mapped_column(String(20))
    content: Mapped[str] = mapped_column(Text)
    # Who was signed in when the form was opened: it is nobody else's. None when nobody was.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    kept_at: Mapped[datetime] = mapped_column(Instant)
