"""What is stored of the public record."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from community.extensions import Base
from community.platform.database import Instant

__all__ = ["RecordEntry", "RecordHead", "RecordNote", "RecordText"]


class RecordNote(Base):
    """Something that goes on the record when it is due, written in the transaction in which it happened.

    Until then whoever did it may take it back, and the note goes. `facts` and `texts` are JSON objects:
    names and plain values · names of texts, each with the text and whose it is.
    """

    __tablename__ = "record_note"
    __table_args__ = (Index(None, "due_at"), Index(None, "about"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    # What took place, as `step:12`: so that it can be found when it is taken back.
    about: Mapped[str] = mapped_column(String(60))
    # When it happened; of some things that an import told nobody knows.
    event_at: Mapped[datetime | None] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    facts: Mapped[str] = mapped_column(Text)
    texts: Mapped[str] = mapped_column(Text)


class RecordEntry(Base):
    """One link of the chain; never changed, never removed: the database itself refuses both.

    `facts` is canonical JSON; of each text it holds a salted hash only. `hash` is made of all other columns and
    so of the whole chain before it: `prev_hash` is the hash of the entry before, and unique, so nothing forks.
    See verify.py, which everybody can run.
    """

    __tablename__ = "record_entry"
    __table_args__ = (Index(None, "kind", "number"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(40))
    event_at: Mapped[datetime | None] = mapped_column(Instant)
    # Never before that of the entry before it, whatever the clocks say.
    recorded_at: Mapped[datetime] = mapped_column(Instant, index=True)
    facts: Mapped[str] = mapped_column(Text)
    prev_hash: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class RecordText(Base):
    """A text of an entry with the salt of its hash: outside of the chain, so that it can be forgotten.

    Both go when its author is erased; the chain stays valid.
    """

    __tablename__ = "record_text"
    __table_args__ = (
        ForeignKeyConstraint(["number"], ["record_entry.number"]),
        Index(None, "person_id"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    text: Mapped[str | None] = mapped_column(Text)
    salt: Mapped[str | None] = mapped_column(String(64))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class RecordHead(Base):
    """The last entry of a day (in UTC) on which something went on the record, signed by the site; never changed."""

    __tablename__ = "record_head"
    __table_args__ = (ForeignKeyConstraint(["number"], ["record_entry.number"]),)

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    # In base64: of Ed25519, over the day, a blank, the number, a colon and the hash.
    signature: Mapped[str] = mapped_column(String(88))
    public_key: Mapped[str] = mapped_column(String(44))
