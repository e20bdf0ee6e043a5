"""By what results can be narrowed, with what would be there then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select

from community.places.models import ROOT_ID, Ancestry, Place
from community.platform.database import execute
from community.search.queries.rows import Asked
from community.search.queries.shown import Fact

__all__ = ["facets_of", "places_under"]

_IDS: Any = bindparam("ids", expanding=True, literal_execute=True)


def facets_of(facts: Sequence[Fact], asked: Asked) -> tuple[list[Fact], Mapping[str, Sequence[tuple[str, str, int]]]]:
    """Return what passes all filters, and for each filter what would be there with each of its values."""
    inside = None if asked.place_id == ROOT_ID else places_under(asked.place_id)
    passes: Mapping[str, Callable[[Fact], bool]] = {
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


def places_under(place_id: int) -> set[int]:
    rows = execute(select(Ancestry.place_id).where(Ancestry.ancestor_id == place_id))
    return {each for (each,) in rows}
