"""What is stored of an answer to being asked back."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from community.extensions import Base
from community.platform.database import Instant, words

__all__ = ["Answer", "Confirmation"]


class Answer(StrEnum):
    """Did this solve it?"""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Confirmation(Base):
    """What somebody answered, once, about one delivery; whoever was asked stands among the notifications."""

    __tablename__ = "confirmation"
    __table_args__ = (Index(None, "person_id"), Index(None, "commitment_id", "answered_at"))

    # The step that reported the delivery.
    step_id: Mapped[int] = mapped_column(ForeignKey("step.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"))
    answer: Mapped[Answer] = mapped_column(words(Answer, "answer"))
    said: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[datetime] = mapped_column(Instant)
