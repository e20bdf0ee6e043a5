"""Things are found by words; every hit is asked of the database, and so is every count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from community.platform.paging import Key
from community.platform.reading import note
from community.search.port import Broken, Hit
from community.search.queries.facets import facets_of
from community.search.queries.letters import by_database
from community.search.queries.marking import extract_of, mark
from community.search.queries.rows import Asked, Found, FoundRow, Sort
from community.search.queries.shown import Fact, by_score, by_time, checked, rows_of
from community.search.sources import sources
from community.search.wanted import Wanted, read_wanted
from community.search.whooshed import WhooshIndex

__all__ = ["MOST_FOUND", "find"]

MOST_FOUND = 10_000
"""So many of the best matches are counted and sorted; there is no page of later ones."""


def find(folder: Path, asked: Asked, *, key: Key | None = None, size: int = 20) -> Found:
    """Return a page of what everybody may read and has all words, or any where nothing has all.

    Hidden things are in nothing of this, whatever the index believes. When it cannot answer, the database does.
    """
    wanted = read_wanted(asked.text)
    index = WhooshIndex(folder)
    try:
        facts, more, any_word, by_index = _match(index, wanted)
        meant = meant_instead(index, wanted) if by_index and wanted.asks and (any_word or not facts) else None
    finally:
        index.close()
    kept, facets = facets_of(facts, asked)
    by: Callable[[Fact], tuple[Any, ...]] = by_time if asked.sort is Sort.NEWEST else by_score
    ordered = sorted(kept, key=by)
    if key is not None:
        ordered = [fact for fact in ordered if by(fact) > (*value_of(key.value, key.id),)]
    page = ordered[:size]
    last = by(page[-1]) if len(ordered) > size else None
    found = Found(
        _cards(page, wanted),
        len(kept),
        more,
        facets,
        Key(f"{last[0]!r} {last[2]}", last[1]) if last else None,
        any_word,
        wanted.left_out,
        meant,
        by_index,
    )
    note(found)
    return found


def _match(index: WhooshIndex, wanted: Wanted) -> tuple[Sequence[Fact], bool, bool, bool]:
    """Return what matches, whether there is more, whether any word was enough, and whether the index knew."""
    if not wanted.asks:
        return (), False, False, True
    by_index = True
    try:
        hits, any_word = index.find(wanted, MOST_FOUND), False
        facts = checked(hits.found)
        if not facts and len(wanted.words) > 1:
            hits, any_word = index.find(wanted, MOST_FOUND, any_word=True), True
            facts = checked(hits.found)
            any_word = bool(facts)
    except Broken:
        hits, any_word, by_index = by_database(wanted), False, False
        facts = checked(hits.found)
    return facts, hits.more, any_word, by_index


def _cards(facts: Sequence[Fact], wanted: Wanted) -> Sequence[FoundRow]:
    rows = rows_of([fact.ref for fact in facts])
    cards = []
    for fact in facts:
        row, source = rows.get(fact.ref), sources[fact.ref.kind]
        if row is not None:
            title, extract = mark(row.title, wanted, row.language), extract_of(row.body, wanted, row.language)
            cards.append(
                FoundRow(*fact.ref, row.external_id, title, extract, row.title, row.language, row.direction,
                         row.place_id, row.place_name, fact.status, round(fact.score, 3),
                         source.address(fact.ref.id, row.title))
            )  # fmt: skip
    return cards


def meant_instead(index: WhooshIndex, wanted: Wanted) -> str | None:
    """Return other words that some readable text has, where one that was looked for stands in none."""
    near = {word: (word, *index.suggest(word, 5)) for word in wanted.words}
    having = {each: set(index.having(each, 50)) for words in near.values() for each in words}
    readable = {fact.ref for fact in checked([Hit(ref, 0.0) for ref in set().union(*having.values())])}
    meant = [next((each for each in words if having[each] & readable), None) for words in near.values()]
    if None in meant or tuple(meant) == wanted.words:
        return None
    return " ".join(filter(None, meant)) or None


def value_of(text: str, number: int) -> tuple[float, int, str]:
    score, _blank, kind = text.partition(" ")
    return float(score), number, kind
