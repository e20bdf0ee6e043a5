"""What is stored of tries."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from community.extensions import Base
from community.platform.database import Instant

__all__ = ["Tries"]


class Tries(Base):
    """How often something was tried in one stretch of time; by whom stands here as a keyed hash only."""

    __tablename__ = "tries"

    bucket: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    began_at: Mapped[datetime] = mapped_column(Instant, primary_key=True, index=True)
    count: Mapped[int]
