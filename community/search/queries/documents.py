"""What an index is told, and what it has still to learn."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from sqlalchemy import func, select

from community.platform.database import execute
from community.platform.reading import note
from community.search.models import SearchTask
from community.search.port import Broken, Document, Ref
from community.search.queries.rows import IndexState
from community.search.queries.shown import rows_of
from community.search.sources import sources
from community.search.whooshed import WhooshIndex

__all__ = ["count_shown", "documents_after", "documents_of", "index_state", "list_waiting"]


def documents_of(refs: Collection[Ref]) -> Sequence[Document]:
    """Return the words of those of these things that everybody may read."""
    return [
        Document(ref, row.title, row.body, row.language)
        for ref, row in sorted(rows_of(refs).items(), key=lambda pair: pair[0])
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
