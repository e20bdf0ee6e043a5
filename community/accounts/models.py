"""What is stored of people, their accounts and how they sign in."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from community.extensions import Base
from community.platform.database import Instant, words

__all__ = ["Account", "Code", "Passkey", "Person", "Purpose", "RecoveryCode", "SignIn"]


JOINED = text("counts_as_id IS NOT NULL")


class Person(Base):
    """A human being we know of; imported people and people from meetings have no account."""

    __tablename__ = "person"
    __table_args__ = (
        Index(None, "home_place_id"),
        # Few count as somebody else: the others are not in it.
        Index("ix_person_counts_as_id", "counts_as_id", sqlite_where=JOINED, postgresql_where=JOINED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str | None] = mapped_column(String(200))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    home_place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    # The person whom this one counts as, itself never one that counts as another; None is itself. A cache over
    # `person_join` (see persons/operations/joins.py).
    counts_as_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # Since when nothing is known of who this was.
    erased_at: Mapped[datetime | None] = mapped_column(Instant)


class Account(Base):
    """One login of a person. There is none before its e-mail address was confirmed (decision 10)."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    email: Mapped[str] = mapped_column(String(254))
    # The address without what cannot be told apart by eye: two that look alike are one.
    email_key: Mapped[str] = mapped_column(String(600), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str | None] = mapped_column(String(35))
    created_at: Mapped[datetime] = mapped_column(Instant)
    password_set_at: Mapped[datetime | None] = mapped_column(Instant)
    # Encrypted by the site's secret; the counter is that of the last code taken, which is never taken again.
    totp_secret: Mapped[str | None] = mapped_column(String(200))
    totp_counter: Mapped[int] = mapped_column(default=0)
    paused_until: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)


class SignIn(Base):
    """One device on which an account is signed in, until it signs out; the device holds the only copy of its token."""

    __tablename__ = "sign_in"
    __table_args__ = (Index(None, "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    device: Mapped[str] = mapped_column(String(200))
    began_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    # When a second factor was shown; without it, nobody moderates, leads or administers.
    second_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class Purpose(StrEnum):
    """What a one-time code is for."""

    JOIN = "join"
    SIGN_IN = "sign_in"
    RESET = "reset"
    EMAIL = "email"
    PASSKEY = "passkey"
    SECOND = "second"


class Code(Base):
    """A one-time secret and what it does: taken once, after five wrong guesses never (see operations/codes.py)."""

    __tablename__ = "code"
    __table_args__ = (Index(None, "email_key", "created_at"), Index(None, "expires_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    # In the address of the page where the code is typed: who has it may guess.
    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    purpose: Mapped[Purpose] = mapped_column(words(Purpose, "purpose"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    email: Mapped[str | None] = mapped_column(String(254))
    email_key: Mapped[str | None] = mapped_column(String(600))
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    # Of whoever joins: name and password hash, until the code is taken.
    kept: Mapped[str | None] = mapped_column(Text)
    guesses: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    taken_at: Mapped[datetime | None] = mapped_column(Instant)


class Passkey(Base):
    """A key that a device holds for an account (WebAuthn)."""

    __tablename__ = "passkey"
    __table_args__ = (Index(None, "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1023), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class RecoveryCode(Base):
    """One of the ten codes that stand in for a lost second factor, each once."""

    __tablename__ = "recovery_code"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    taken_at: Mapped[datetime | None] = mapped_column(Instant)
