"""Lists in pages, by key: the hundred-thousandth page costs what the first one costs."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, bindparam, select, union_all

from community.platform.errors import Unclear
from community.platform.text import _

__all__ = ["Key", "Page", "instant", "page_ids", "page_of", "read_key"]

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Key:
    """Where a page begins: beyond the row with this value and id, forward or back."""

    value: Any
    id: int
    back: bool = False

    def __str__(self) -> str:
        raw = f"{'<' if self.back else '>'}{self.value}~{self.id}"
        return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list, and the keys of the pages before and after."""

    rows: Sequence[Row]
    previous: Key | None = None
    next: Key | None = None


def read_key(text: str, parse: Callable[[str], Any]) -> Key:
    """Return the key that `text` spells; raise Unclear when somebody made it up."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode("ascii")
        way, (value, _tilde, number) = raw[0], raw[1:].rpartition("~")
        if way not in "<>" or not number.isdigit() or len(number) > 10 or int(number) >= 2**31:
            raise ValueError(raw)
        return Key(parse(value), int(number), back=way == "<")
    except (ValueError, IndexError, OverflowError, binascii.Error) as error:
        raise Unclear(_("This page address is damaged. Start again at the first page of the list.")) from error


def instant(text: str) -> datetime:
    """Return the time that the value of a key spells, for lists that are sorted by one; raise ValueError otherwise."""
    return datetime.fromisoformat(text).astimezone(UTC)


def page_ids(
    rows: Select[Any],
    value: ColumnElement[Any],
    number: ColumnElement[int],
    *,
    descending: bool,
    keyed: bool,
    back: bool,
) -> Select[Any]:
    """Return the ids of one page of `rows`, ordered by (`value`, `number`), with parameters `size`, `key`, `key_id`.

    Rows that tie with the key and rows beyond it are two ranges of the same index, joined:
    one range with an OR walks over every tie, which on long ties costs a thousand times as much.
    """
    falling = descending != back
    by = [value.desc(), number.desc()] if falling else [value.asc(), number.asc()]
    picked = rows.with_only_columns(number.label("id"), value.label("value"))
    size: Any = bindparam("size", type_=number.type)
    if not keyed:
        return picked.order_by(*by).limit(size)
    key = bindparam("key", type_=value.type)
    key_id = bindparam("key_id", type_=number.type)
    ties = picked.where(value == key, number < key_id if falling else number > key_id)
    beyond = picked.where(value < key if falling else value > key)
    parts = [
        select(part.order_by(*by).limit(size).subquery(name)) for name, part in (("ties", ties), ("beyond", beyond))
    ]
    both = union_all(*parts).subquery("both")
    order = [both.c.value.desc(), both.c.id.desc()] if falling else [both.c.value.asc(), both.c.id.asc()]
    return select(both.c.id, both.c.value).order_by(*order).limit(size)


def page_of(found: Sequence[Any], size: int, key: Key | None, key_of: Callable[[Any], tuple[Any, int]]) -> Page[Any]:
    """Return the page made of `found`, which was asked for one row more than `size` to see whether more follow."""
    back = key is not None and key.back
    more, rows = len(found) > size, list(found[:size])
    if back:
        rows.reverse()
    if not rows:
        return Page(())
    before = Key(*key_of(rows[0]), back=True) if (more if back else key is not None) else None
    after = Key(*key_of(rows[-1])) if (more or back) else None
    return Page(tuple(rows), before, after)
