"""What the database finds while the index cannot: the newest texts in which all words stand, letter by letter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import regex
from sqlalchemy import String, literal, or_, select, union_all
from sqlalchemy import cast as as_type

from community.platform.database import execute
from community.search.port import Hit, Hits, Ref
from community.search.sources import sources
from community.search.wanted import Wanted
from community.search.words import words_of

__all__ = ["by_database"]

MOST_BY_DATABASE = 500
MOST_READ = 1_000
"""So many of the newest texts of each kind that look alike are read to see whether they have the words."""

# What folding makes of several letters, or leaves out: the database is asked for any letter there, and any number.
_ANY_LETTER = frozenset("aceinosuyzαεηιουωеикуگیکاہ")
_ANY_NUMBER = regex.compile(r"ss|ae|oe|(?<=[\p{Arabic}\p{Devanagari}\p{Bengali}\p{Gurmukhi}])(?=.)")


def by_database(wanted: Wanted) -> Hits:
    """Return the newest things whose text has all that is wanted, without case and accents, but not in other forms."""
    there = [*wanted.words, *wanted.beginnings, *(" ".join(phrase) for phrase in wanted.phrases)]
    absent = [" ".join(words) for words in wanted.without]
    parts = []
    for kind, source in sources.items():
        columns = {column.name: column for column in source.shown.selected_columns}
        lean = [as_type(columns[name], String).label(name) for name in ("title", "body")]
        alike = source.shown.with_only_columns(literal(kind).label("kind"), columns["id"].label("id"), *lean)
        for text in there:
            alike = alike.where(_alike(columns, text))
        newest = alike.order_by(columns["at"].desc(), columns["id"].desc()).limit(MOST_READ)
        parts.append(select(newest.subquery(f"newest_{kind}")))
    found: dict[str, list[Hit]] = {kind: [] for kind in sources}
    for kind, number, title, body in execute(union_all(*parts)):
        if len(found[kind]) < MOST_BY_DATABASE:
            said = f"{' '.join(words_of(title))}\n{' '.join(words_of(body))}"
            if all(text in said for text in there) and not any(text in said for text in absent):
                found[kind].append(Hit(Ref(kind, number), 0.0))
    return Hits([hit for hits in found.values() for hit in hits])


def _alike(columns: Mapping[str, Any], text: str) -> Any:
    pattern = f"%{'%'.join(_pattern(word) for word in text.split())}%"
    return or_(columns["title"].ilike(pattern, escape="/"), columns["body"].ilike(pattern, escape="/"))


def _pattern(word: str) -> str:
    """Return a pattern that the word fits however it is written; SQLite knows capitals of ASCII alone."""
    pieces = _ANY_NUMBER.split(word)
    return "%".join("".join(_any(letter, not (n or at)) for at, letter in enumerate(p)) for n, p in enumerate(pieces))


def _any(letter: str, first: bool) -> str:
    if letter in _ANY_LETTER or (first and not letter.isascii() and letter.upper() != letter):
        return "_"
    return f"/{letter}" if letter in "/%_" else letter
