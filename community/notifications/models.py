"""What is stored of news, of whom it was told to, and of how people wish to be told."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, and_
from sqlalchemy.orm import Mapped, mapped_column

from community.extensions import Base
from community.platform.database import Instant, words

__all__ = [
    "UNREAD",
    "WAITING_FOR_MAIL",
    "Event",
    "Follow",
    "How",
    "News",
    "Notification",
    "Preference",
    "Route",
    "Thing",
]


class Thing(StrEnum):
    """What news is about, and what can be followed."""

    IDEA = "idea"
    THEME = "theme"
    COMMITMENT = "commitment"
    ISSUE = "issue"


class Event(StrEnum):
    """What happened: each can be heard of, or not, by a preference of its own."""

    GATHERED = "gathered"
    PROMISED = "promised"
    UPDATED = "updated"
    MOVED = "moved"
    DELIVERED = "delivered"
    STOPPED = "stopped"
    DECLINED = "declined"
    ASKED = "asked"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"


class Route(StrEnum):
    """Why somebody is told; whoever has several is told by the first of them."""

    WROTE = "wrote"
    VOTED = "voted"
    AFFECTED = "affected"
    FOLLOWS = "follows"


class How(StrEnum):
    """When a mail about an event goes out: with whatever else is due by then."""

    NEVER = "never"
    SOON = "soon"
    DAILY = "daily"
    WEEKLY = "weekly"


class News(Base):
    """One thing that happened, told to everybody whom it concerns; it can be taken back until it is due."""

    __tablename__ = "news"
    __table_args__ = (Index(None, "thing", "thing_id"), Index(None, "due_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event: Mapped[Event] = mapped_column(words(Event, "event"))
    thing: Mapped[Thing] = mapped_column(words(Thing, "thing"))
    thing_id: Mapped[int]
    # Which update of a commitment, which change of an idea's status tells it: a key in a table of the feature.
    step_id: Mapped[int | None]
    happened_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    cancelled_at: Mapped[datetime | None] = mapped_column(Instant)
    # How many were told, and how many more it concerns who have no account to be told by.
    told_count: Mapped[int] = mapped_column(default=0)
    unreached_count: Mapped[int] = mapped_column(default=0)


class Notification(Base):
    """That somebody is told of news, once, and by which route they came to it; it counts from when the news is due."""

    __tablename__ = "notification"
    __table_args__ = (Index(None, "person_id", "news_id"), Index(None, "mail_id"))

    news_id: Mapped[int] = mapped_column(ForeignKey("news.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    route: Mapped[Route] = mapped_column(words(Route, "route"))
    # What they wrote, voted on or follow, and how they voted when they were told.
    via: Mapped[Thing] = mapped_column(words(Thing, "via"))
    via_id: Mapped[int]
    choice: Mapped[str | None] = mapped_column(String(20))
    # Whether their list on the site shows it, and when they had seen it there.
    on_site: Mapped[bool]
    seen_at: Mapped[datetime | None] = mapped_column(Instant)
    # From when it may go out by mail; none when it shall not. The mail it went out with.
    mail_due_at: Mapped[datetime | None] = mapped_column(Instant)
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("outgoing_mail.id", ondelete="SET NULL"))


WAITING_FOR_MAIL = and_(Notification.mail_due_at.is_not(None), Notification.mail_id.is_(None))
"""Goes out with the next mail to this person that is due."""

UNREAD = and_(Notification.on_site, Notification.seen_at.is_(None))
"""Counts beside the name of whoever is signed in, once it is due."""

Index(
    "ix_notification_waiting",
    Notification.person_id,
    Notification.mail_due_at,
    Notification.news_id,
    sqlite_where=WAITING_FOR_MAIL,
    postgresql_where=WAITING_FOR_MAIL,
)
Index(
    "ix_notification_unread",
    Notification.person_id,
    Notification.news_id,
    sqlite_where=UNREAD,
    postgresql_where=UNREAD,
)


class Follow(Base):
    """Somebody wishes to hear of a thing, or (`muted`) to hear of it no more; ended, never removed."""

    __tablename__ = "follow"
    __table_args__ = (Index(None, "thing", "thing_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    thing: Mapped[Thing] = mapped_column(words(Thing, "thing"), primary_key=True)
    thing_id: Mapped[int] = mapped_column(primary_key=True)
    muted: Mapped[bool]
    began_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class Preference(Base):
    """How somebody wishes to hear of an event; whoever has not said hears by the defaults."""

    __tablename__ = "preference"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    event: Mapped[Event] = mapped_column(words(Event, "event"), primary_key=True)
    on_site: Mapped[bool]
    by_mail: Mapped[How] = mapped_column(words(How, "by_mail"))
