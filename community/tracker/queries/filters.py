"""Which commitments a list shows, and in which order: the same words in addresses, feeds and tables."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, exists, select

from community.places.models import ROOT_ID, Ancestry
from community.platform.database import unindexed
from community.platform.errors import Unclear
from community.platform.text import _
from community.tracker.models import ANSWERS_THEME, Commitment, CommitmentTheme, Signal, Status

__all__ = ["Filter", "Order", "Owner", "OwnerKind", "conditions", "read_owner"]


class Order(StrEnum):
    """How a list of commitments can be sorted."""

    SOONEST = "soonest"
    NEWEST = "newest"
    ASKED = "asked"


class OwnerKind(StrEnum):
    """Who answers for a commitment: a person, an office by its name, or nobody is stated."""

    PERSON = "person"
    OFFICE = "office"
    NONE = "none"


class Owner(NamedTuple):
    """An owner as an address spells them: person:12, office:Parks Department, none."""

    kind: OwnerKind
    person_id: int | None = None
    name: str | None = None

    def __str__(self) -> str:
        rest = self.person_id if self.kind is OwnerKind.PERSON else self.name
        return self.kind if rest is None else f"{self.kind}:{rest}"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which commitments a list shows; of a place, with all that lies under it."""

    place_id: int = ROOT_ID
    theme_id: int | None = None
    owner: Owner | None = None
    status: Status | None = None
    signal: Signal | None = None

    @property
    def narrow(self) -> bool:
        """Whether it leaves anything out."""
        return self != Filter()

    @property
    def by_more_than_place(self) -> bool:
        """Whether it leaves out anything that lies in the place."""
        return self != Filter(self.place_id)

    @property
    def shape(self) -> tuple[bool, bool, OwnerKind | None, bool, bool]:
        """What of it a statement has to know; only parameters differ among filters of one shape."""
        return (
            self.place_id != ROOT_ID,
            self.theme_id is not None,
            self.owner.kind if self.owner else None,
            self.status is not None,
            self.signal is not None,
        )

    def values(self) -> dict[str, Any]:
        """Return the parameters of `conditions`."""
        owner = self.owner or Owner(OwnerKind.NONE)
        return {
            "place_id": self.place_id,
            "theme_id": self.theme_id,
            "owner_id": owner.person_id,
            "owner_name": owner.name,
            "status": self.status,
            "signal": self.signal,
        }


def read_owner(text: str | None) -> Owner | None:
    """Return the owner that an address spells; raise Unclear when it spells none."""
    if text is None:
        return None
    kind, _colon, rest = text.partition(":")
    if kind == OwnerKind.PERSON and rest.isascii() and rest.isdigit() and len(rest) <= 10 and 0 < int(rest) < 2**31:
        return Owner(OwnerKind.PERSON, person_id=int(rest))
    if kind == OwnerKind.OFFICE and rest:
        return Owner(OwnerKind.OFFICE, name=rest)
    if text == OwnerKind.NONE:
        return Owner(OwnerKind.NONE)
    raise Unclear(_("“%(owner)s” is not an owner: person:12, office:Name or none is.", owner=text))


def conditions(shape: tuple[bool, bool, OwnerKind | None, bool, bool], *, gathered: bool) -> list[ColumnElement[bool]]:
    """Return what a commitment of a filter of this shape fulfils, with the parameters of `Filter.values`.

    `gathered`: the matches are looked up by index, to be sorted after. Otherwise the index of an order is walked,
    and the conditions are written so that no other index fits them.
    """
    inside, by_theme, owner, by_status, by_signal = shape
    listed: Any = Commitment.listed
    found: list[ColumnElement[bool]] = [unindexed(listed) if gathered else listed]
    plain: Any = (lambda column: column) if gathered else unindexed
    if inside:
        place_id: Any = bindparam("place_id")
        under = select(Ancestry.place_id).where(Ancestry.ancestor_id == place_id)
        walked = exists().where(Ancestry.place_id == Commitment.place_id, Ancestry.ancestor_id == place_id)
        found.append(Commitment.place_id.in_(under) if gathered else walked)
    if by_theme:
        of_theme = (CommitmentTheme.theme_id == bindparam("theme_id"), ANSWERS_THEME)
        answers = select(CommitmentTheme.commitment_id).where(*of_theme)
        walked = exists().where(CommitmentTheme.commitment_id == Commitment.id, *of_theme)
        found.append(Commitment.id.in_(answers) if gathered else walked)
    if owner is OwnerKind.PERSON:
        found.append(plain(Commitment.owner_id) == bindparam("owner_id", type_=Commitment.owner_id.type))
    elif owner is OwnerKind.OFFICE:
        found.append(plain(Commitment.owner_name) == bindparam("owner_name", type_=Commitment.owner_name.type))
    elif owner is OwnerKind.NONE:
        found += [plain(Commitment.owner_id).is_(None), plain(Commitment.owner_name).is_(None)]
    if by_status:
        found.append(Commitment.status == bindparam("status", type_=Commitment.status.type))
    if by_signal:
        found.append(plain(Commitment.signal) == bindparam("signal", type_=Commitment.signal.type))
    return found
