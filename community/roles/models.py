"""What is stored of roles."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from community.extensions import Base
from community.platform.database import Instant, words

__all__ = ["Grant", "Role"]


class Role(StrEnum):
    """What somebody is for a place and all that lies under it; an admin is one for the whole site."""

    MEMBER = "member"
    HOST = "host"
    MODERATOR = "moderator"
    LEADER = "leader"
    ADMIN = "admin"


class Grant(Base):
    """A role, dated: ended by a second date, never removed."""

    __tablename__ = "role_grant"
    __table_args__ = (Index(None, "person_id"), Index(None, "place_id", "role", "ended_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Role] = mapped_column(words(Role, "role"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    # Nobody granted the first admin; members join by themselves.
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime] = mapped_column(Instant)
    until: Mapped[datetime | None] = mapped_column(Instant)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str | None] = mapped_column(String(500))
    end_reason: Mapped[str | None] = mapped_column(String(500))
