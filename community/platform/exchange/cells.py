"""One cell of a table: its text as a value, a value as its text. Nothing is guessed, nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from community.platform.clock import now
from community.platform.errors import Unclear
from community.platform.text import _, legible

__all__ = [
    "MOST_WHOLE", "Read", "as_instant", "day", "decimal", "instant",
    "language", "name", "names", "prose", "restored", "safe",
    "shown", "to_day", "to_decimal", "to_instant", "whole", "word",
]  # fmt: skip

Read = Callable[[str], Any]

MOST_WHOLE = 2**31 - 1
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

# A spreadsheet runs a cell that begins like this (full-width signs too); an apostrophe before it makes it text.
FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
ESCAPED = re.compile("'+[=+\\-@\t\r\n＝＋－＠]")

ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DECIMAL = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,20})?")
ISO_8601 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?([Zz]|[+-][0-9]{2}:?[0-9]{2})"
)


def safe(text: str) -> str:
    """Return `text` so that no spreadsheet takes it for a formula; `restored` gives it back exactly."""
    return "'" + text if FORMULA.match(text) else text


def restored(cell: str) -> str:
    """Return the text that `safe` made `cell` of."""
    return cell[1:] if cell[:1] == "'" and ESCAPED.match(cell) else cell


def shown(cell: str) -> str:
    """Return `cell` in quotation marks, short enough for a sentence."""
    short = cell if len(cell) <= 60 else cell[:59] + "…"
    return "“" + "".join(char if char.isprintable() else "�" for char in short) + "”"


def name(most: int, *, needed: bool = False) -> Read:
    """Read a text of one line and at most `most` characters, without blanks around it; empty is None."""

    @lru_cache(4096)  # the same few names come again and again
    def read(cell: str) -> str | None:
        text = restored(cell.strip())
        if not text:
            if needed:
                raise Unclear(_("This cell must not be empty."))
            return None
        if len(text) > most:
            raise Unclear(_("%(length)s characters; at most %(most)s fit.", length=len(text), most=most))
        return text if text.isascii() and text.isprintable() else legible(text)

    return read


def names(most: int) -> Read:
    """Read several names, separated by semicolons, each once, as one text with nothing between; none is ""."""
    one = name(most)

    def read(cell: str) -> str:
        return ";".join(dict.fromkeys(filter(None, (one(part) for part in restored(cell).split(";")))))

    return read


def prose(most: int) -> Read:
    """Read a text of many lines and at most `most` characters exactly as it stands; empty is ""."""

    def read(cell: str) -> str:
        text = restored(cell)
        if len(text) > most:
            raise Unclear(_("%(length)s characters; at most %(most)s fit.", length=len(text), most=most))
        return text if text.isprintable() else legible(text, lines=True)

    return read


def word(words: type[StrEnum], *, needed: bool = False) -> Read:
    """Read one of `words`; empty is None."""
    known = {each.value: each.value for each in words}

    def read(cell: str) -> str | None:
        found = known.get(cell) or known.get(cell.strip())
        if found is None and (needed or cell.strip()):
            raise Unclear(_("%(cell)s is not one of %(known)s.", cell=shown(cell), known=", ".join(known)))
        return found

    return read


def whole(cell: str) -> int | None:
    """Read a whole number from 0 to MOST_WHOLE, in the digits 0 to 9; empty is None."""
    text = cell.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 10 or int(text) > MOST_WHOLE:
        raise Unclear(
            _("%(cell)s is not a whole number from 0 to %(most)s, in plain digits.", cell=shown(cell), most=MOST_WHOLE)
        )
    return int(text)


def decimal(limit: int) -> Read:
    """Read a number from -`limit` to `limit`, with a point before the decimals; empty is None."""

    def read(cell: str) -> float | None:
        text = cell.strip()
        if not text:
            return None
        if not DECIMAL.fullmatch(text) or abs(float(text)) > limit:
            raise Unclear(
                _("%(cell)s is not a number from -%(limit)s to %(limit)s, like 36.99.", cell=shown(cell), limit=limit)
            )
        return float(text) + 0.0  # no negative zero

    return read


def to_decimal(value: float | None) -> str:
    """Write the shortest number that reads as `value` again."""
    return "" if value is None else f"{value:.20f}".rstrip("0").rstrip(".") if "e" in repr(value) else repr(value)


def instant(cell: str) -> int | None:
    """Read a time as microseconds since 1970: ISO 8601 with its zone, or Unix time; empty, not known, is None.

    Up to 11 digits are Unix seconds, 12 to 14 are milliseconds.
    """
    text = cell.strip()
    if not text:
        return None
    try:
        if text.isascii() and text.isdigit() and len(text) <= 14:
            at = EPOCH + (timedelta(seconds=int(text)) if len(text) <= 11 else timedelta(milliseconds=int(text)))
        elif ISO_8601.fullmatch(text):
            at = datetime.fromisoformat(text.upper())
        else:
            raise ValueError(text)
    except (ValueError, OverflowError) as error:
        raise Unclear(
            _("%(cell)s is not a time with its zone, like 2018-02-13T05:58:16Z.", cell=shown(cell))
        ) from error
    if not EARLIEST <= at <= now() + timedelta(days=1):
        raise Unclear(_("%(cell)s is before 1900 or still to come.", cell=shown(cell)))
    return (at - EPOCH) // MICROSECOND


def day(cell: str) -> str | None:
    """Read a day as ISO 8601 writes it, and return it so; empty is None."""
    text = cell.strip()
    if not text:
        return None
    try:
        if not ISO_DAY.fullmatch(text) or not EARLIEST.date() <= date.fromisoformat(text):
            raise ValueError(text)
    except ValueError as error:
        raise Unclear(_("%(cell)s is not a day after 1900, like 2026-05-31.", cell=shown(cell))) from error
    return text


def to_day(on: date | None) -> str:
    """Write a day as ISO 8601 does."""
    return "" if on is None else on.isoformat()


def to_instant(at: datetime | None) -> str:
    """Write `at` as ISO 8601 in UTC."""
    return "" if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def as_instant(microseconds: int | None) -> datetime | None:
    """Return the time that `instant` read."""
    return None if microseconds is None else EPOCH + microseconds * MICROSECOND


def language(cell: str) -> str | None:
    """Read a BCP 47 language tag; empty is None."""
    text = cell.strip()
    if text and (len(text) > 35 or not _LANGUAGE_TAG.fullmatch(text)):
        raise Unclear(_("%(cell)s is not a language tag, like en or pt-BR.", cell=shown(cell)))
    return text or None


_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
