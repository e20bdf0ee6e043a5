"""What moderators must know of a kind of things to decide on it; each feature says it of its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

__all__ = ["Columns", "Decidable", "Moderated", "Shown", "Wording"]


class Decidable(Protocol):
    """A thing that is locked while it is decided on."""

    id: Any
    title: Any
    place_id: Any
    author_id: Any
    hidden_at: Any


class Shown(Protocol):
    """A thing as pages about flags and decisions show it."""

    @property
    def id(self) -> int: ...
    @property
    def title(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def direction(self) -> str: ...
    @property
    def body_html(self) -> str | None: ...
    @property
    def url(self) -> str: ...
    @property
    def place_id(self) -> int: ...
    @property
    def author_id(self) -> int | None: ...
    @property
    def author_name(self) -> str | None: ...
    @property
    def hidden_at(self) -> datetime | None: ...


class Columns(NamedTuple):
    """The table of a kind of things, and what lists read of it."""

    table: Any
    id: Any
    external_id: Any
    title: Any
    lead: Any
    language: Any
    direction: Any
    place_id: Any
    author_id: Any


class Wording(NamedTuple):
    """What pages about flags and decisions say of a kind of things, translated when shown."""

    flag: Any
    decide: Any
    all_about: Any
    read_whole: Any
    to_disagree: Any
    was_hidden: Any
    shown_again: Any


class Moderated(NamedTuple):
    """How things of one kind are moderated.

    `folder` begins their addresses, `get` raises Missing for whom they are hidden from, `lock` keeps them, in one
    order, from being written by others, and leaves out what is not there.
    """

    folder: str
    columns: Columns
    get: Callable[[int, Any], Shown]
    lock: Callable[[Collection[int]], Sequence[Decidable]]
    hide: Callable[[int], Any]
    restore: Callable[[int], Any]
    address: Callable[[int, str], str]
    words: Wording
