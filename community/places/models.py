"""The tree of places."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text, true
from sqlalchemy.orm import Mapped, mapped_column

from community.extensions import Base
from community.platform.database import words

__all__ = ["ROOT_ID", "Ancestry", "Place", "Posting"]

ROOT_ID = 1
"""The place that always exists; a thing said nowhere in particular belongs to it."""

BYTEWISE = Text().with_variant(Text(collation="C"), "postgresql")


class Posting(StrEnum):
    """Who may propose something in a place."""

    EVERYBODY = "everybody"
    MEMBERS = "members"
    STAFF = "staff"


class Place(Base):
    """A node of the tree of areas or branches."""

    __tablename__ = "place"
    __table_args__ = (
        CheckConstraint(f"(id = {ROOT_ID}) = (parent_id IS NULL)", name="one_root"),
        Index(None, "parent_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(String(200), unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str | None] = mapped_column(String(60))
    population: Mapped[int | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    depth: Mapped[int]
    # What the place itself says of who may propose and whether votes are taken, if it says anything,
    # and what holds for it then, by itself or by the nearest place above that does.
    posting_said: Mapped[Posting | None] = mapped_column(words(Posting, "posting_said"))
    voting_said: Mapped[bool | None]
    posting: Mapped[Posting] = mapped_column(
        words(Posting, "posting"), default=Posting.EVERYBODY, server_default=Posting.EVERYBODY
    )
    voting: Mapped[bool] = mapped_column(default=True, server_default=true())
    # The folded names from the root down to here: ordering by it walks the tree, children by name.
    tree_key: Mapped[str] = mapped_column(BYTEWISE, unique=True)
    # The folded name, to find the place by; empty for the root, under which everything lies.
    folded: Mapped[str] = mapped_column(Text, server_default=text("''"))


class Ancestry(Base):
    """Every place under every place above it, and under itself at distance 0."""

    __tablename__ = "place_ancestry"
    __table_args__ = (Index(None, "ancestor_id", "distance"),)

    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    ancestor_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    distance: Mapped[int]
