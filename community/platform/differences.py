"""What changed from one text to the next, by words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

__all__ = ["Change", "Piece", "differences"]

MOST = 600_000
"""Comparing costs the lengths of both texts multiplied, more if they are made to be slow; beyond this it is coarse."""

_WORDS = re.compile(r"\s+|\S+")


class Change(StrEnum):
    """What became of a piece of text."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


class Piece(NamedTuple):
    """A stretch of text and what became of it."""

    change: Change
    text: str


def differences(old: str, new: str) -> list[Piece]:
    """Return the pieces of both texts in order; kept and removed ones make `old`, kept and added ones make `new`."""
    found = _Comparing().lines(old.splitlines(keepends=True), new.splitlines(keepends=True))
    return _gathered([piece for piece in found if piece.text])


def _gathered(pieces: Sequence[Piece]) -> list[Piece]:
    """Put words that changed in a row together, with the blanks between them: one change reads better than five."""
    told: list[Piece] = []
    texts = {Change.REMOVED: "", Change.ADDED: ""}
    for index, piece in enumerate(pieces):
        if piece.change is not Change.KEPT:
            texts[piece.change] += piece.text
            continue
        between = any(texts.values()) and index + 1 < len(pieces)
        if between and piece.text.isspace() and "\n" not in piece.text:
            texts = {change: text + piece.text for change, text in texts.items()}
            continue
        told += [Piece(change, text) for change, text in texts.items() if text]
        texts = dict.fromkeys(texts, "")
        told.append(piece)
    told += [Piece(change, text) for change, text in texts.items() if text]
    return [
        Piece(change, "".join(piece.text for piece in same)) for change, same in groupby(told, lambda one: one.change)
    ]


class _Comparing:
    def __init__(self) -> None:
        self.left = MOST

    def lines(self, old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
        """Compare by lines, and lines that were replaced by words."""
        for change, before, after in self._steps(old, new):
            if change == "equal":
                yield Piece(Change.KEPT, "".join(after))
            elif change == "replace":
                yield from self._words("".join(before), "".join(after))
            else:
                yield from _replaced(before, after)

    def _words(self, old: str, new: str) -> Iterator[Piece]:
        for change, before, after in self._steps(_WORDS.findall(old), _WORDS.findall(new)):
            if change == "equal":
                yield Piece(Change.KEPT, "".join(after))
            else:
                yield from _replaced(before, after)

    def _steps(self, old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
        start, end = _alike_around(old, new)
        yield "equal", old[:start], new[:start]
        before, after = old[start : len(old) - end], new[start : len(new) - end]
        self.left -= len(before) * len(after)
        if self.left < 0:
            yield "coarse", before, after
        else:
            for change, b_0, b_1, a_0, a_1 in SequenceMatcher(None, before, after).get_opcodes():
                yield change, before[b_0:b_1], after[a_0:a_1]
        yield "equal", old[len(old) - end :], new[len(new) - end :]


def _alike_around(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """Return how many pieces are the same at the beginning, and how many at the end."""
    shorter = min(len(old), len(new))
    start = next((index for index in range(shorter) if old[index] != new[index]), shorter)
    rest = shorter - start
    return start, next((index for index in range(rest) if old[-1 - index] != new[-1 - index]), rest)


def _replaced(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    if before:
        yield Piece(Change.REMOVED, "".join(before))
    if after:
        yield Piece(Change.ADDED, "".join(after))
