"""Where in a text stands what was looked for."""

from __future__ import annotations

import unicodedata

from markupsafe import Markup, escape

from community.search.wanted import Wanted
from community.search.words import stems_of, tokens

__all__ = ["extract_of", "mark"]

EXTRACT = 240


def _spots(text: str, wanted: Wanted, language: str) -> list[tuple[int, int]]:
    """Return where in a text, which is in NFC, stands what was looked for."""
    words = {*wanted.words, *(word for phrase in wanted.phrases for word in phrase)}
    stems = set(stems_of(list(words), language))
    return [
        (token.start, token.end)
        for token in tokens(text)
        if token.word in words
        or (wanted.beginnings and token.word.startswith(wanted.beginnings))
        or (stems and not stems.isdisjoint(stems_of([token.word], language)))
    ]


def mark(text: str, wanted: Wanted, language: str) -> Markup:
    text = unicodedata.normalize("NFC", text)
    marked, at = Markup(), 0
    for start, end in _spots(text, wanted, language):
        marked += escape(text[at:start]) + Markup("<mark>") + escape(text[start:end]) + Markup("</mark>")
        at = end
    return marked + escape(text[at:])


def extract_of(body: str, wanted: Wanted, language: str) -> Markup:
    """Return some words around the first place where what was looked for stands, or the first words."""
    text = " ".join(unicodedata.normalize("NFC", body[:10_000]).split())
    spots = _spots(text, wanted, language)
    begin = max(0, spots[0][0] - 60) if spots else 0
    if begin:
        begin = text.find(" ", begin, begin + 40) + 1 or begin
    end = begin + EXTRACT
    piece = text[begin:end]
    if end < len(text):
        piece = piece.rpartition(" ")[0] or piece
    shown = mark(piece, wanted, language)
    more = begin + len(piece) < len(text)
    return escape("…" if begin else "") + shown + escape("…" if more else "")
