"""What can be a tag, and how many fit on a thing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

from community.roles.models import Role
from community.roles.rules import Held, holds

__all__ = ["MOST_TAGS", "NAME_LENGTH", "SLUG_LENGTH", "fits", "may_tag", "slug_of", "split", "tidy"]

MOST_TAGS = 10
"""So many tags a thing has at most."""
NAME_LENGTH = 50
SLUG_LENGTH = 200

_BETWEEN = re.compile("[,;\n\r\u060c\u061b\u3001\uff0c\uff1b]")
_ACCENTS = re.compile("[\u0300-\u036f\u064b-\u0652\u0670]")


def split(text: str) -> Sequence[str]:
    """Return the names in a text, separated by commas or semicolons of any script, tidied, each word once."""
    names: dict[str, str] = {}
    for part in _BETWEEN.split(text):
        name = tidy(part)
        if name:
            names.setdefault(slug_of(name) or name, name)
    return list(names.values())


def tidy(name: str) -> str:
    """Return a name as it is stored: composed, without a number sign before it or blanks around it."""
    return " ".join(unicodedata.normalize("NFC", name).split()).lstrip("#").strip()


def slug_of(name: str) -> str:
    """Return what makes two names one tag: letters, marks and digits without case and accents, joined by hyphens.

    Accents are the marks of Latin, Greek and Cyrillic letters and the vowel points of Arabic; the signs of Indic
    scripts are letters of their words and stay. Empty when there is neither a letter nor a digit.
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    kept = unicodedata.normalize("NFC", _ACCENTS.sub("", plain))
    seen = (char for char in kept if unicodedata.category(char) != "Cf")  # joiners are drawn, not read
    words = "".join(char if unicodedata.category(char)[0] in "LMN" else " " for char in seen).casefold().split()
    words = [word for word in words if any(unicodedata.category(char)[0] in "LN" for char in word)]
    return "-".join(words)


def fits(name: str) -> bool:
    """A tag's name is short, and has a letter or a digit."""
    return len(name) <= NAME_LENGTH and 0 < len(slug_of(name)) <= SLUG_LENGTH


def may_tag(held: Held, line: Collection[int]) -> bool:
    """Moderators tag what lies in their place or under it; `line` are the ids from the root down to the place."""
    return holds(held, Role.MODERATOR, line)
