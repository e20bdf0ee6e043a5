"""What is stored of who left."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from community.extensions import Base
from community.platform.database import Instant

__all__ = ["Erasure"]


class Erasure(Base):
    """That somebody was erased, without who: enough to do it once more in a database restored from before."""

    __tablename__ = "erasure"

    id: Mapped[int] = mapped_column(primary_key=True)
    # Not a reference: in another copy of the database, it may be missing.
    person_id: Mapped[int]
    # A keyed hash of the external id that the person had.
    external_id_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    keeps_words: Mapped[bool]
    erased_at: Mapped[datetime] = mapped_column(Instant)
