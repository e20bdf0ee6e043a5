"""Words the site says, in the reader's language; features take `_`, `lazy` and `plural` from here."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_babel import ngettext as plural

__all__ = ["_", "direction_of", "fold", "lazy", "plural", "slug"]

_ASCII_WORD = re.compile("[a-z0-9]+")


def direction_of(language: str) -> str:
    """Return "rtl" or "ltr", the direction in which `language` (a BCP 47 tag) is written."""
    try:
        return Locale.parse(language, sep="-").text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"


def fold(text: str) -> str:
    """Return `text` without case and accents, its numbers padded so that 9 sorts before 10."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    words: list[str] = []
    for char in kept:
        if char.isascii() and char.isdigit() and words and words[-1].isdigit():
            words[-1] += char
        else:
            words.append(char)
    return "".join(word.zfill(9) if word.isascii() and word.isdigit() else word for word in words)


@lru_cache(10_000)
def slug(text: str, most: int = 60) -> str:
    """Return the part of an address that repeats `text`: letters, marks and digits of any script, joined by hyphens."""
    if text.isascii():  # twenty times as fast as asking what each character is
        joined = "-".join(_ASCII_WORD.findall(text.casefold()))
    else:
        plain = unicodedata.normalize("NFKC", text)
        kept = (char if unicodedata.category(char)[0] in "LMN" else " " for char in plain)
        joined = "-".join("".join(kept).casefold().split())
    return joined if len(joined) <= most else joined[:most].rpartition("-")[0] or joined[:most]
