"""What is remembered of the worker's jobs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from community.extensions import Base
from community.platform.database import Instant

__all__ = ["JobRun"]


class JobRun(Base):
    """When a job ran last, whatever process ran it."""

    __tablename__ = "job_run"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    began_at: Mapped[datetime] = mapped_column(Instant)
    worked_at: Mapped[datetime | None] = mapped_column(Instant)
    error: Mapped[str | None] = mapped_column(String(300))
