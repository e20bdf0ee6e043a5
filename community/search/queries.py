"""What can be known by searching; every hit is asked of the database, and so is every count."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from markupsafe import Markup, escape
from sqlalchemy import bindparam, func, literal, or_, select, union_all

from community.places.models import ROOT_ID, Ancestry, Place
from community.platform.database import execute
from community.platform.paging import Key
from community.platform.reading import note
from community.search.models import SearchTask
from community.search.port import Broken, Document, Hit, Hits, Ref
from community.search.sources import sources
from community.search.wanted import Wanted, read_wanted
from community.search.whooshed import WhooshIndex
from community.search.words import stems_of, tokens, words_of

__all__ = [
    "MOST_FOUND", "Asked", "Found", "FoundRow", "IndexState", "LikeRow", "Sort", "count_shown", "documents_after",
    "documents_of", "find", "index_state", "list_waiting", "similar",
]  # fmt: skip

MOST_FOUND = 10_000
"""So many of the best matches are counted and sorted; there is no page of later ones."""
MOST_BY_DATABASE = 500
EXTRACT = 240


class Sort(StrEnum):
    """How results are sorted."""

    RELEVANCE = "relevance"
    NEWEST = "newest"


class Asked(NamedTuple):
    """What somebody looks for, and where."""

    text: str
    kind: str | None = None
    place_id: int = ROOT_ID
    status: str | None = None
    language: str | None = None
    sort: Sort = Sort.RELEVANCE


class FoundRow(NamedTuple):
    """A result as pages show it; `extract` has what was looked for marked."""

    kind: str
    id: int
    external_id: str
    title: Markup
    extract: Markup
    plain_title: str
    language: str
    direction: str
    place_id: int
    place_name: str
    status: str | None
    score: float
    url: str


class Found(NamedTuple):
    """One page of results, with all counts of those that the viewer may read."""

    rows: Sequence[FoundRow]
    total: int
    more: bool
    facets: Mapping[str, Sequence[tuple[str, str, int]]]
    next: Key | None
    any_word: bool
    left_out: int
    did_you_mean: str | None
    by_index: bool


class LikeRow(NamedTuple):
    """A thing that is like a text, and the words that it shares with it."""

    kind: str
    id: int
    external_id: str
    title: str
    language: str
    direction: str
    place_name: str
    status: str | None
    score: float
    url: str
    why: Sequence[str]


class IndexState(NamedTuple):
    """Whether the index answers, why not, and how much it has still to learn, since when."""

    works: bool
    why: str | None
    waiting: int
    since: datetime | None


class _Fact(NamedTuple):
    ref: Ref
    score: float
    place_id: int
    status: str | None
    language: str
    at: datetime


def _by_score(fact: _Fact) -> tuple[Any, ...]:
    return -round(fact.score, 6), fact.ref.id, fact.ref.kind


def _by_time(fact: _Fact) -> tuple[Any, ...]:
    return -fact.at.timestamp(), fact.ref.id, fact.ref.kind


def find(folder: Path, asked: Asked, *, key: Key | None = None, size: int = 20) -> Found:
    """Return a page of what everybody may read and has all words, or any where nothing has all.

    Hidden things are in nothing of this, whatever the index believes. When it cannot answer, the database does.
    """
    wanted = read_wanted(asked.text)
    index = WhooshIndex(folder)
    try:
        facts, more, any_word, by_index = _match(index, wanted)
        meant = _meant(index, wanted) if by_index and wanted.asks and (any_word or not facts) else None
    finally:
        index.close()
    kept, facets = _facets(facts, asked)
    by: Callable[[_Fact], tuple[Any, ...]] = _by_time if asked.sort is Sort.NEWEST else _by_score
    ordered = sorted(kept, key=by)
    if key is not None:
        ordered = [fact for fact in ordered if by(fact) > (*_value(key.value, key.id),)]
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


def similar(
    folder: Path,
    title: str,
    body: str,
    kinds: Collection[str],
    place_id: int = ROOT_ID,
    limit: int = 5,
) -> Sequence[LikeRow]:
    """Return what is most like a text, by any of its telling words, with those that are shared; nothing hidden.

    What lies in `place_id` or under it comes, whatever its status. When the index cannot answer, nothing does.
    """
    index = WhooshIndex(folder)
    try:
        relevant = index.like(title, body, kinds, 200)
    except Broken:
        return ()
    finally:
        index.close()
    facts = _checked(relevant.found)
    if place_id != ROOT_ID:
        inside = _under(place_id)
        facts = [fact for fact in facts if fact.place_id in inside]
    facts = sorted(facts, key=_by_score)[:limit]
    cards = _rows([fact.ref for fact in facts])
    out = []
    for fact in facts:
        card, source = cards.get(fact.ref), sources[fact.ref.kind]
        if card is not None:
            have = set(words_of(f"{card.title} {card.body}"))
            stems = set(stems_of(list(have), card.language))
            why = [w for w in relevant.words if w in have or stems.intersection(stems_of([w], card.language))][:5]
            out.append(
                LikeRow(*fact.ref, card.external_id, card.title, card.language, card.direction, card.place_name,
                        card.status, round(fact.score, 3), source.address(fact.ref.id, card.title), why)
            )  # fmt: skip
    note(out)
    return out


def documents_of(refs: Collection[Ref]) -> Sequence[Document]:
    """Return the words of those of these things that everybody may read."""
    return [
        Document(ref, row.title, row.body, row.language)
        for ref, row in sorted(_rows(refs).items(), key=lambda pair: pair[0])
    ]


def documents_after(kind: str, last: int, most: int) -> Sequence[Document]:
    """Return the words of the next things of this kind by number."""
    shown = sources[kind].shown
    number = shown.selected_columns.id
    rows = execute(shown.where(number > last).order_by(number).limit(most))
    return [Document(Ref(kind, row.id), row.title, row.body, row.language) for row in rows]


def list_waiting(last: int, most: int) -> Sequence[tuple[int, str, int]]:
    """Return what the index has to learn, the oldest first."""
    rows = select(SearchTask.id, SearchTask.kind, SearchTask.thing_id).where(SearchTask.id > last)
    return [tuple(row) for row in execute(rows.order_by(SearchTask.id).limit(most))]


def count_shown() -> int:
    """Return how many things everybody may read."""
    return sum(
        execute(select(func.count()).select_from(source.shown.subquery())).scalar_one() for source in sources.values()
    )


def index_state(folder: Path) -> IndexState:
    """Return how the index does."""
    waiting, since = execute(select(func.count(), func.min(SearchTask.touched_at))).one()
    try:
        WhooshIndex(folder).check()
    except Broken as broken:
        state = IndexState(False, str(broken), waiting, since)
    else:
        state = IndexState(True, None, waiting, since)
    note(state)
    return state


def _match(index: WhooshIndex, wanted: Wanted) -> tuple[Sequence[_Fact], bool, bool, bool]:
    """Return what matches, whether there is more, whether any word was enough, and whether the index knew."""
    if not wanted.asks:
        return (), False, False, True
    by_index = True
    try:
        hits, any_word = index.find(wanted, MOST_FOUND), False
        facts = _checked(hits.found)
        if not facts and len(wanted.words) > 1:
            hits, any_word = index.find(wanted, MOST_FOUND, any_word=True), True
            facts = _checked(hits.found)
            any_word = bool(facts)
    except Broken:
        hits, any_word, by_index = _by_database(wanted), False, False
        facts = _checked(hits.found)
    return facts, hits.more, any_word, by_index


def _checked(hits: Sequence[Hit]) -> list[_Fact]:
    """Return those hits that everybody may read, with what the database says of them, in one statement."""
    scores = {hit.ref: hit.score for hit in hits}
    parts = []
    for kind, source in sources.items():
        columns = {column.name: column for column in source.shown.selected_columns}
        lean = [columns[name] for name in ("id", "place_id", "status", "language", "at")]
        shown = source.shown.with_only_columns(literal(kind).label("kind"), *lean)
        parts.append(shown.where(columns["id"].in_(_ids(kind))))
    rows = execute(union_all(*parts), _numbers(scores)) if scores else ()
    return [
        _Fact(
            Ref(row.kind, row.id), scores[Ref(row.kind, row.id)], row.place_id, _word(row.status), row.language, row.at
        )
        for row in rows
    ]


_IDS: Any = bindparam("ids", expanding=True, literal_execute=True)


def _ids(kind: str) -> Any:
    return bindparam(f"ids_{kind}", expanding=True, literal_execute=True)


def _numbers(refs: Collection[Ref]) -> dict[str, list[int]]:
    return {f"ids_{kind}": [ref.id for ref in refs if ref.kind == kind] for kind in sources}


def _word(status: Any) -> str | None:
    return None if status is None else str(status)


def _facets(facts: Sequence[_Fact], asked: Asked) -> tuple[list[_Fact], Mapping[str, Sequence[tuple[str, str, int]]]]:
    """Return what passes all filters, and for each filter what would be there with each of its values."""
    inside = None if asked.place_id == ROOT_ID else _under(asked.place_id)
    passes: Mapping[str, Callable[[_Fact], bool]] = {
        "kind": lambda fact: asked.kind in (None, fact.ref.kind),
        "place": lambda fact: inside is None or fact.place_id in inside,
        "status": lambda fact: asked.status in (None, fact.status),
        "language": lambda fact: asked.language in (None, fact.language),
    }
    counts: dict[str, Counter[Any]] = {name: Counter() for name in passes}
    kept = []
    for fact in facts:
        fails = [name for name, test in passes.items() if not test(fact)]
        values = {"kind": fact.ref.kind, "place": fact.place_id, "status": fact.status, "language": fact.language}
        for name in passes:
            if fails in ([], [name]) and (name != "place" or not fails):
                counts[name][values[name]] += 1
        if not fails:
            kept.append(fact)
    places = counts.pop("place")
    facets: dict[str, Sequence[tuple[str, str, int]]] = {
        name: [(value, value, count) for value, count in found.most_common(12) if value]
        for name, found in counts.items()
    }
    facets["place"] = _places(places, asked.place_id)
    return kept, facets


def _places(counts: Mapping[int, int], place_id: int) -> Sequence[tuple[str, str, int]]:
    """Count by the places right under this one, each with all that lies under it."""
    below = (
        select(Ancestry.place_id, Place.id, Place.name)
        .join(Place, Place.id == Ancestry.ancestor_id)
        .where(Place.parent_id == place_id, Ancestry.place_id.in_(_IDS))
    )
    sums: Counter[tuple[str, str]] = Counter()
    for each, under_id, name in execute(below, {"ids": list(counts)}):
        sums[str(under_id), name] += counts[each]
    return [(value, name, count) for (value, name), count in sums.most_common(12)]


def _under(place_id: int) -> set[int]:
    rows = execute(select(Ancestry.place_id).where(Ancestry.ancestor_id == place_id))
    return {each for (each,) in rows}


def _rows(refs: Collection[Ref]) -> Mapping[Ref, Any]:
    """Return all columns of those of these things that everybody may read, with the names of their places."""
    if not refs:
        return {}
    parts = []
    for kind, source in sources.items():
        shown = source.shown.subquery(f"shown_{kind}")
        rows = select(literal(kind).label("kind"), shown, Place.name.label("place_name"))
        parts.append(rows.join(Place, Place.id == shown.c.place_id).where(shown.c.id.in_(_ids(kind))))
    return {Ref(row.kind, row.id): row for row in execute(union_all(*parts), _numbers(refs))}


def _cards(facts: Sequence[_Fact], wanted: Wanted) -> Sequence[FoundRow]:
    rows = _rows([fact.ref for fact in facts])
    cards = []
    for fact in facts:
        row, source = rows.get(fact.ref), sources[fact.ref.kind]
        if row is not None:
            title, extract = _mark(row.title, wanted, row.language), _extract(row.body, wanted, row.language)
            cards.append(
                FoundRow(*fact.ref, row.external_id, title, extract, row.title, row.language, row.direction,
                         row.place_id, row.place_name, fact.status, round(fact.score, 3),
                         source.address(fact.ref.id, row.title))
            )  # fmt: skip
    return cards


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


def _mark(text: str, wanted: Wanted, language: str) -> Markup:
    text = unicodedata.normalize("NFC", text)
    marked, at = Markup(), 0
    for start, end in _spots(text, wanted, language):
        marked += escape(text[at:start]) + Markup("<mark>") + escape(text[start:end]) + Markup("</mark>")
        at = end
    return marked + escape(text[at:])


def _extract(body: str, wanted: Wanted, language: str) -> Markup:
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
    shown = _mark(piece, wanted, language)
    more = begin + len(piece) < len(text)
    return escape("…" if begin else "") + shown + escape("…" if more else "")


def _meant(index: WhooshIndex, wanted: Wanted) -> str | None:
    """Return other words that some readable text has, where one that was looked for stands in none."""
    meant = []
    for word in wanted.words:
        if _checked(index.find(Wanted((word,)), 50).found):
            meant.append(word)
            continue
        near = next((n for n in index.suggest(word, 5) if _checked(index.find(Wanted((n,)), 50).found)), None)
        if near is None:
            return None
        meant.append(near)
    return " ".join(meant) if meant and tuple(meant) != wanted.words else None


def _by_database(wanted: Wanted) -> Hits:
    """Return the newest things whose text has all that is wanted, letter by letter; accents count here."""
    parts = []
    for kind, source in sources.items():
        shown = source.shown
        columns = {column.name: column for column in shown.selected_columns}
        found = shown.with_only_columns(literal(kind).label("kind"), columns["id"].label("id"))
        for text in (*wanted.words, *wanted.beginnings, *(" ".join(phrase) for phrase in wanted.phrases)):
            found = found.where(_has(columns, text))
        for words in wanted.without:
            found = found.where(~_has(columns, " ".join(words)))
        newest = found.order_by(columns["at"].desc(), columns["id"].desc()).limit(MOST_BY_DATABASE)
        parts.append(select(newest.subquery(f"newest_{kind}")))
    return Hits([Hit(Ref(kind, number), 0.0) for kind, number in execute(union_all(*parts))])


def _has(columns: Mapping[str, Any], text: str) -> Any:
    pattern = f"%{text.translate({ord(each): f'/{each}' for each in '/%_'})}%"
    return or_(columns["title"].ilike(pattern, escape="/"), columns["body"].ilike(pattern, escape="/"))


def _value(text: str, number: int) -> tuple[float, int, str]:
    score, _blank, kind = text.partition(" ")
    return float(score), number, kind
