"""What is stored of searching: what the index has still to learn."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from community.extensions import Base
from community.platform.database import Instant

__all__ = ["SearchTask"]


class SearchTask(Base):
    """That the words of a thing, or whether it is shown, may have changed; the row goes when the index knows.

    Rows are added and never changed, so that writers do not wait for each other here.
    """

    __tablename__ = "search_task"
    __table_args__ = (Index(None, "touched_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    thing_id: Mapped[int]
    touched_at: Mapped[datetime] = mapped_column(Instant)
