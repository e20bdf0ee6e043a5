"""How far the chain goes, and the heads of its days. Days of the record are days in UTC, whatever the site's zone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, exists, select

from community.platform.clock import end_of, now
from community.platform.database import execute
from community.platform.paging import Key, Page, page_of
from community.platform.reading import Reading
from community.record.models import RecordEntry, RecordHead, RecordNote

__all__ = [
    "Newest",
    "SignedHead",
    "all_heads",
    "earliest_day",
    "get_head",
    "get_newest",
    "is_anything_due",
    "list_heads",
    "list_unsigned",
]


class Newest(NamedTuple):
    """The entry with which the chain ends so far."""

    number: int
    hash: str
    recorded_at: datetime

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


class SignedHead(NamedTuple):
    """The last entry of a day."""

    number: int
    hash: str
    day: date
    signature: str
    public_key: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"

    @property
    def signed(self) -> str:
        """What the site signs."""
        return f"{self.day.isoformat()} {self}"

    @property
    def url(self) -> str:
        """Where the record is shown from this entry on."""
        return f"/record?page={Key(0, self.number + 1)}#entry-{self.number}"

    @property
    def line(self) -> str:
        """What somebody keeps."""
        return f"{self.signed} {self.signature}"


_NUMBER = bindparam("number", type_=RecordEntry.number.type)
_SIZE = bindparam("size", type_=RecordEntry.number.type)
_ENTRIES = select(RecordEntry.number, RecordEntry.hash, RecordEntry.recorded_at)
_NEWEST = Reading(Newest, _ENTRIES.order_by(RecordEntry.number.desc()).limit(1))
_FIRST_AFTER = Reading(Newest, _ENTRIES.where(RecordEntry.number > _NUMBER).order_by(RecordEntry.number).limit(1))
_LAST_BEFORE = Reading(
    Newest,
    _ENTRIES.where(RecordEntry.recorded_at < bindparam("end", type_=RecordEntry.recorded_at.type))
    .order_by(RecordEntry.recorded_at.desc(), RecordEntry.number.desc())
    .limit(1),
)
_HEADS = select(
    RecordHead.number, RecordEntry.hash, RecordHead.day, RecordHead.signature, RecordHead.public_key
).join(RecordEntry, RecordEntry.number == RecordHead.number)  # fmt: skip
_LATEST = RecordHead.number.desc()
_HEAD = Reading(SignedHead, _HEADS.order_by(_LATEST).limit(1))
_PAGES = {
    "": Reading(SignedHead, _HEADS.order_by(_LATEST).limit(_SIZE)),
    ">": Reading(SignedHead, _HEADS.where(RecordHead.number < _NUMBER).order_by(_LATEST).limit(_SIZE)),
    "<": Reading(SignedHead, _HEADS.where(RecordHead.number > _NUMBER).order_by(RecordHead.number).limit(_SIZE)),
}
_DUE = Reading(
    bool,
    select(exists().where(RecordNote.due_at <= bindparam("at", type_=RecordNote.due_at.type))),
)


def get_newest() -> Newest | None:
    """Return the newest entry; None before the record has begun."""
    return _NEWEST.first()


def get_head() -> SignedHead | None:
    """Return the latest head of a day, to stand where people keep it; None before the first day has ended."""
    return _HEAD.first()


def list_heads(key: Key | None = None, size: int = 30) -> Page[SignedHead]:
    """Return one page of the heads of days, the latest first."""
    way = "" if key is None else "<" if key.back else ">"
    found = _PAGES[way].all(size=size + 1, **({"number": key.id} if key else {}))
    return page_of(found, size, key, lambda head: (0, head.number))


def all_heads() -> Iterator[SignedHead]:
    """Return the head of every day, the first one first."""
    return (SignedHead(*row) for row in execute(_HEADS.order_by(RecordHead.number)))


def earliest_day() -> datetime:
    """Return the instant before which no more entry can be made: the last day with a head has ended by then."""
    head = get_head()
    return end_of(head.day, UTC) if head else datetime.min.replace(tzinfo=UTC)


def list_unsigned() -> Sequence[SignedHead]:
    """Return the last entry of each day that has ended and whose head is not signed yet."""
    found: list[SignedHead] = []
    head = get_head()
    number, today = (head.number if head else 0), now().date()
    while (first := _FIRST_AFTER.first(number=number)) and first.recorded_at.date() < today:
        day = first.recorded_at.date()
        last = _LAST_BEFORE.first(end=end_of(day, UTC))
        assert last is not None
        number = last.number
        found.append(SignedHead(number, last.hash, day, "", ""))
    return found


def is_anything_due() -> bool:
    """Say whether something waits to be appended or signed, or the record has not begun."""
    return get_newest() is None or bool(_DUE.first(at=now())) or bool(list_unsigned())
