"""What is like a text that somebody writes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from community.places.models import ROOT_ID
from community.platform.reading import note
from community.search.port import Broken
from community.search.queries.facets import places_under
from community.search.queries.rows import LikeRow
from community.search.queries.shown import by_score, checked, rows_of
from community.search.sources import sources
from community.search.whooshed import WhooshIndex
from community.search.words import stems_of, words_of

__all__ = ["similar"]


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
    facts = checked(relevant.found)
    if place_id != ROOT_ID:
        inside = places_under(place_id)
        facts = [fact for fact in facts if fact.place_id in inside]
    facts = sorted(facts, key=by_score)[:limit]
    cards = rows_of([fact.ref for fact in facts])
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
