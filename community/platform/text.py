"""Words the site says, in the reader's language; features take `_`, `lazy` and `plural` from here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from flask import current_app, g
from flask_babel import force_locale, format_date, format_datetime, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_babel import ngettext as plural

from community.platform.errors import Unclear

__all__ = [
    "_",
    "direction_of",
    "fold",
    "isolated",
    "known_language",
    "language_name",
    "lazy",
    "legible",
    "plural",
    "say_day",
    "say_moment",
    "site_language",
    "slug",
    "speaking",
]

# Control characters, halves of characters, and the two marks that make text read backwards whatever its language.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202d\u202e\ud800-\udfff]")
_UNSEEN_IN_PROSE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff]")

# Letters and signs that are drawn as nothing.
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")

PAGE_WORDS = frozenset(
    "accept appeal claim comments decide edit end feed flag follow history join leave members merge move new people "
    "preview restore status vote votes withdraw".split()
)
"""What stands after the number in the address of a page about a thing: a thing of this name gets another slug."""

_ASCII_WORD = re.compile("[a-z0-9]+")


def legible(text: str, most: int | None = None, *, lines: bool = False) -> str:
    """Return `text` of one line or of many; raise Unclear when it is too long or cannot be seen, or stored."""
    if most is not None and len(text) > most:
        raise Unclear(_("%(length)s characters; at most %(most)s fit.", length=len(text), most=most))
    found = (_UNSEEN_IN_PROSE if lines else _UNSEEN).search(text)
    if found:
        raise Unclear(
            _(
                "Character %(place)s, U+%(code)s, cannot be seen and is not allowed here.",
                place=found.start() + 1,
                code=f"{ord(found[0]):04X}",
            )
        )
    if text and not lines and not _shows(text):
        raise Unclear(_("Nothing of this text can be seen."))
    return text


def _shows(text: str) -> bool:
    """Say whether a reader sees anything of `text`, more than blanks, joiners and marks without a letter."""
    return any(unicodedata.category(char)[0] not in "ZCM" and char not in _BLANK_LETTERS for char in text)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say everything inside in `language`, a tag of LANGUAGES, whatever the language of who asks."""
    before = g.get("language")
    g.language = language
    try:
        with force_locale(Locale.parse(language.replace("-XB", ""), sep="-")):
            yield
    finally:
        if before is None:
            del g.language
        else:
            g.language = before


def direction_of(language: str) -> str:
    """Return "rtl" or "ltr", the direction in which `language` (a BCP 47 tag) is written."""
    try:
        return Locale.parse(language, sep="-").text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"


def language_name(language: str) -> str:
    """Return what the reader calls a language (a BCP 47 tag); the tag itself where it has no name."""
    try:
        name = Locale.parse(language, sep="-").get_display_name(get_locale())
    except (UnknownLocaleError, ValueError):
        return language
    return str(name or language)


def isolated(text: str, direction: str) -> str:
    """Return `text` so that it runs in its own direction within what the reader reads, where that is another one."""
    locale = get_locale()
    same = locale is None or locale.text_direction == direction
    return text if same else f"\u2068{text}\u2069"


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


def say_moment(at: datetime) -> str:
    """Return day and time of `at` in the site's zone, in the reader's words."""
    return str(format_datetime(at, "long"))


def site_language() -> str:
    """Return the language of the site, for whoever has not chosen one."""
    return str(current_app.config["BABEL_DEFAULT_LOCALE"])


def known_language(asked: str | None) -> str:
    """Return the language in which the site speaks to somebody who asked for this one, if it speaks it."""
    return asked if asked and asked in current_app.config["LANGUAGES"] else site_language()


def say_day(at: date) -> str:
    """Return a day, or that of a moment in the site's zone, in the reader's words: 3 August 2026."""
    return str(format_date(at, "long"))


@lru_cache(10_000)
def slug(text: str, most: int = 60) -> str:
    """Return the part of an address that repeats `text`: letters, marks and digits of any script, joined by hyphens."""
    if text.isascii():  # twenty times as fast as asking what each character is
        joined = "-".join(_ASCII_WORD.findall(text.casefold()))
    else:
        plain = unicodedata.normalize("NFKC", text)
        kept = (char if unicodedata.category(char)[0] in "LMN" else " " for char in plain)
        joined = "-".join("".join(kept).casefold().split())
    if len(joined) > most:
        joined = joined[:most].rpartition("-")[0] or joined[:most]
    return f"{joined}-" if joined in PAGE_WORDS else joined
