"""What is stored of the site itself."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from community.extensions import Base
from community.platform.database import Instant, words

__all__ = ["Change", "Logo", "Name", "Setting"]


class Name(StrEnum):
    """What an admin can set; whatever is not set has a default that works."""

    SITE_NAME = "site_name"
    PLACE_WORD = "place_word"
    PLACES_WORD = "places_word"
    ACCENT = "accent"
    LOGO = "logo"
    ABOUT = "about"
    RULES = "rules"
    PRIVACY = "privacy"
    NEW_DAYS = "new_days"
    NEW_IDEAS = "new_ideas"
    NEW_LINKS = "new_links"
    ASK_DAYS = "ask_days"


class Setting(Base):
    """One thing that was set, as it is now."""

    __tablename__ = "site_setting"

    name: Mapped[Name] = mapped_column(words(Name, "name"), primary_key=True)
    # As the admin wrote it, and as pages show it where the two differ.
    value: Mapped[str] = mapped_column(Text)
    shown: Mapped[str] = mapped_column(Text)


class Logo(Base):
    """A picture for the head of every page, made anew from what was sent; kept when another one takes its place."""

    __tablename__ = "site_logo"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    png: Mapped[bytes] = mapped_column(LargeBinary)


class Change(Base):
    """What an admin did to the site, to a place or to an account: never changed, never removed."""

    __tablename__ = "site_change"
    __table_args__ = (Index(None, "changed_at", "id"), Index(None, "place_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    what: Mapped[str] = mapped_column(String(60))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)
