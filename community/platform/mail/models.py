"""What is stored of a mail until it is sent, and after."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, and_
from sqlalchemy.orm import Mapped, mapped_column

from community.extensions import Base
from community.platform.database import Instant

__all__ = ["OutgoingMail"]


class OutgoingMail(Base):
    """One mail to one address: waiting, sent, failed, or dropped because nothing was left to say."""

    __tablename__ = "outgoing_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    to_address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    # None as long as it is not written, and when it held a secret and was forgotten; the subject is then the kind.
    text: Mapped[str | None] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(35))
    kind: Mapped[str] = mapped_column(String(60))
    is_secret: Mapped[bool]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    request_id: Mapped[str | None] = mapped_column(String(32))
    once: Mapped[str | None] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    tries: Mapped[int]
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    failed_at: Mapped[datetime | None] = mapped_column(Instant)
    dropped_at: Mapped[datetime | None] = mapped_column(Instant)
    last_error: Mapped[str | None] = mapped_column(String(300))


WAITING = and_(OutgoingMail.sent_at.is_(None), OutgoingMail.failed_at.is_(None), OutgoingMail.dropped_at.is_(None))
"""Neither sent nor given up nor dropped."""

Index(
    "ix_outgoing_mail_waiting",
    OutgoingMail.is_secret,
    OutgoingMail.due_at,
    sqlite_where=WAITING,
    postgresql_where=WAITING,
)
Index("ix_outgoing_mail_failed_at", OutgoingMail.failed_at)
