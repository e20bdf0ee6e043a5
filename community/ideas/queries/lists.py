"""Pages of a list of ideas: which rows stand on one, and where the next begins."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from community.ideas.queries.counts import count_by_status
from community.ideas.queries.rows import IdeaRow
from community.ideas.queries.statements import Filter, Order, statement
from community.ideas.ranking import LOTS
from community.places.models import ROOT_ID
from community.platform.paging import Key, Page, instant, page_of

__all__ = ["list_ideas", "parse_key"]

WALK_FOR_GATHER = 10
"""Gathering a match costs as much as walking past two ideas, and a page needs twenty-one of them."""


def list_ideas(
    where: Filter,
    order: Order,
    matching: int,
    *,
    of: int | None = None,
    key: Key | None = None,
    seed: int = 0,
    viewer_id: int | None = None,
    size: int = 20,
) -> Page[IdeaRow]:
    """Return one page of ideas; `matching` is how many match, `of` how many there are, asked for when not given.

    The random order is a ring of lots, drawn when each idea came; the seed says where on the ring to
    begin, so everybody who opens the same address sees the same order. It goes forward only.
    """
    random = order is Order.RANDOM
    filtered = where.place_id != ROOT_ID or where.status is not None
    found = statement(
        order,
        inside=where.place_id != ROOT_ID,
        by_status=where.status is not None,
        few=filtered and matching * matching <= WALK_FOR_GATHER * (_all() if of is None else of),
        keyed=key is not None and not random,
        back=key is not None and key.back and not random,
        signed_in=viewer_id is not None,
    ).all(
        place_id=where.place_id,
        status=where.status,
        size=size + 1,
        key=key.value if key else None,
        key_id=key.id if key else None,
        viewer_id=viewer_id,
        **(_arcs(seed, key) if random else {}),
    )
    if not random:
        return page_of(found, size, key, lambda row: (row.value, row.id))
    start = _start(seed)
    page = page_of(found, size, key, lambda row: ((row.value - start) % LOTS, row.id))
    return Page(page.rows, None, page.next)


def _all() -> int:
    return sum(count_by_status(ROOT_ID).values())


def parse_key(order: Order) -> Callable[[str], Any]:
    """Return what turns the text of a page key's value into what `order` compares."""
    return {Order.NEWEST: instant, Order.CONTESTED: _score, Order.SHARE: _score}.get(order, _whole)


def _arcs(seed: int, key: Key | None) -> dict[str, int]:
    """Return the two arcs of the ring that are still to come: to the end of the lots, and on from their beginning."""
    start, gone, key_id = _start(seed), (key.value % LOTS if key else 0), (key.id if key else 0)
    low = start + gone
    if low < LOTS:
        return dict(first_low=low, first_high=LOTS, first_id=key_id, second_low=0, second_high=start, second_id=0)
    return dict(first_low=0, first_high=0, first_id=0, second_low=low - LOTS, second_high=start, second_id=key_id)


def _start(seed: int) -> int:
    """Spread seeds over the ring: neighbours 1, 2, 3 begin far apart (Knuth's multiplicative hashing)."""
    return seed * 2_654_435_769 % LOTS


def _whole(text: str) -> int:
    value = int(text)
    if abs(value) >= 2**31:
        raise ValueError(text)
    return value


def _score(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value
