"""What searching asks of an index, whichever it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple, Protocol

from community.search.wanted import Wanted

__all__ = ["Broken", "Busy", "Document", "Hit", "Hits", "Index", "Ref", "Relevant"]


class Ref(NamedTuple):
    """A thing: its kind and its number."""

    kind: str
    id: int


class Document(NamedTuple):
    """The words of a thing that everybody may read."""

    ref: Ref
    title: str
    body: str
    language: str


class Hit(NamedTuple):
    """A thing that matches, and how well; a better one scores more."""

    ref: Ref
    score: float


class Hits(NamedTuple):
    """The best matches, and whether there were more than were asked for."""

    found: Sequence[Hit]
    more: bool = False


class Relevant(NamedTuple):
    """The words of a text that tell it from others, the most telling first, and what has some of them."""

    words: Sequence[str]
    found: Sequence[Hit]


class Broken(Exception):
    """The index cannot answer: it is missing, damaged, or not ours. The message says which, in a few words."""


class Busy(Exception):
    """Somebody else is writing to the index."""


class Index(Protocol):
    """Words of things, findable. It may know things that are hidden by now: whoever asks checks each hit."""

    def check(self) -> str:
        """Return the name of the state of the index, which changes with its content; raise Broken when it has none."""

    def replace(self, refs: Collection[Ref], documents: Iterable[Document]) -> None:
        """Take out these things, and put in `documents`; all or nothing. Raises Broken or Busy."""

    def find(self, wanted: Wanted, most: int, *, any_word: bool = False) -> Hits:
        """Return what has all that is wanted, or any of its words, the best `most`. Raises Broken."""

    def like(self, title: str, body: str, kinds: Collection[str], most: int) -> Relevant:
        """Return what has some of the telling words of a text. Raises Broken."""

    def having(self, word: str, most: int) -> Collection[Ref]:
        """Return some things, at most so many, that have the word or another form of it. Raises Broken."""

    def suggest(self, word: str, most: int) -> Sequence[str]:
        """Return words of the index that are spelt alike, the likeliest first; never `word` itself. Raises Broken."""
