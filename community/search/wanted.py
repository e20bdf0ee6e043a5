"""Reading what somebody typed into the search field; whatever it is, it means something or nothing, never an error."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import regex

from community.search.words import words_of

__all__ = ["MOST_TEXT", "MOST_WORDS", "Wanted", "read_wanted"]

MOST_TEXT = 1_000
"""So many characters a search may have; more are refused."""
MOST_WORDS = 12
"""So many words of it are looked for; of more, the page says so."""
SHORTEST_BEGINNING = 2

_PART = regex.compile(r'(?P<minus>(?<!\S)[-−–])?(?:"(?P<phrase>[^"]*)"?|(?P<plain>[^\s"]+))')
_QUOTES = {ord(each): '"' for each in "“”„«»‟"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for, in folded words; a phrase has at least two of them."""

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    beginnings: tuple[str, ...] = ()
    without: tuple[tuple[str, ...], ...] = ()
    # Words that were left out, for there were too many.
    left_out: int = 0

    @property
    def asks(self) -> bool:
        """Whether there is anything to look for: what shall not be there alone finds nothing."""
        return bool(self.words or self.phrases or self.beginnings)


def read_wanted(text: str) -> Wanted:
    """Return what `text` asks for: words, "phrases", -without, and beginn* of words."""
    words: list[str] = []
    phrases: list[tuple[str, ...]] = []
    beginnings: list[str] = []
    without: list[tuple[str, ...]] = []
    left_out = used = 0
    for part in _PART.finditer(unicodedata.normalize("NFC", text).translate(_QUOTES)):
        said = part["phrase"] if part["phrase"] is not None else part["plain"]
        found = tuple(words_of(said))
        room = MOST_WORDS - used
        left_out += max(0, len(found) - room)
        found = found[:room]
        used += len(found)
        if not found:
            continue
        if part["minus"]:
            without.append(found)
        elif part["phrase"] is not None and len(found) > 1:
            phrases.append(found)
        elif part["phrase"] is None and said.endswith("*") and len(found[-1]) >= SHORTEST_BEGINNING:
            words.extend(found[:-1])
            beginnings.append(found[-1])
        else:
            words.extend(found)
    kept = dict.fromkeys
    return Wanted(tuple(kept(words)), tuple(kept(phrases)), tuple(kept(beginnings)), tuple(kept(without)), left_out)
