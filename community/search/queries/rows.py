"""What is asked of a search, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from markupsafe import Markup

from community.places.models import ROOT_ID
from community.platform.paging import Key

__all__ = ["Asked", "Found", "FoundRow", "IndexState", "LikeRow", "Sort"]


class Sort(StrEnum):
    """How results are sorted."""

    RELEVANCE = "relevance"
    NEWEST = "newest"


class Asked(NamedTuple):
    """What somebody looks for, and where."""

    text: str
    kind: str | None = None
    place_id: int = ROOT_ID
    status: str | None = None
    language: str | None = None
    sort: Sort = Sort.RELEVANCE


class FoundRow(NamedTuple):
    """A result as pages show it; `extract` has what was looked for marked."""

    kind: str
    id: int
    external_id: str
    title: Markup
    extract: Markup
    plain_title: str
    language: str
    direction: str
    place_id: int
    place_name: str
    status: str | None
    score: float
    url: str


class Found(NamedTuple):
    """One page of results, with all counts of those that the viewer may read."""

    rows: Sequence[FoundRow]
    total: int
    more: bool
    facets: Mapping[str, Sequence[tuple[str, str, int]]]
    next: Key | None
    any_word: bool
    left_out: int
    did_you_mean: str | None
    by_index: bool


class LikeRow(NamedTuple):
    """A thing that is like a text, and the words that it shares with it."""

    kind: str
    id: int
    external_id: str
    title: str
    language: str
    direction: str
    place_name: str
    status: str | None
    score: float
    url: str
    why: Sequence[str]


class IndexState(NamedTuple):
    """Whether the index answers, why not, and how much it has still to learn, since when."""

    works: bool
    why: str | None
    waiting: int
    since: datetime | None
