"""What of a moderator's sentence everybody may read."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["public_form"]

LEFT_OUT = "…"

_ADDRESS = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>(),;]+")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_NUMBER = re.compile(r"\+?\d(?:[\s()/.-]{0,3}\d){5,}")
_QUOTED = re.compile('“[^”]*”|„[^“”]*[“”]|«[^»]*»|"[^"]*"', re.DOTALL)


def public_form(sentence: str, names: Iterable[str | None]) -> str:
    """Return the sentence without these names, and without what it quotes and by which people can be found.

    Quoted words may be those that were hidden; e-mail addresses, links and long numbers lead to people.
    """
    for pattern in (_QUOTED, _ADDRESS, _LINK, _NUMBER):
        sentence = pattern.sub(LEFT_OUT, sentence)
    for name in sorted(filter(None, names), key=len, reverse=True):
        parts = [name, *(part for part in name.split() if len(part) > 2)]
        for part in parts:
            sentence = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", LEFT_OUT, sentence, flags=re.IGNORECASE)
    return re.sub(rf"{LEFT_OUT}(?:\s*{LEFT_OUT})+", LEFT_OUT, sentence)
