"""What can happen to the index: it is told what changed, learns it, and is made anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sqlalchemy import delete
from sqlalchemy import insert as plain_insert

from community.extensions import db
from community.platform.clock import now
from community.platform.database import execute, reading_only
from community.search.models import SearchTask
from community.search.port import Broken, Busy, Document, Index, Ref
from community.search.queries import count_shown, documents_after, documents_of, list_waiting
from community.search.sources import sources
from community.search.whooshed import WhooshIndex

__all__ = ["learn", "rebuild", "touch"]

AT_ONCE = 500


def touch(kind: str, *thing_ids: int) -> None:
    """Note, in this transaction, that the words of these things, or whether they are shown, may have changed."""
    if thing_ids:
        at = now()
        rows = [{"kind": kind, "thing_id": thing_id, "touched_at": at} for thing_id in dict.fromkeys(thing_ids)]
        db.session.connection().execute(plain_insert(SearchTask.__table__), rows)  # type: ignore[arg-type]


def learn(folder: Path) -> bool:
    """Let the index learn what waits, and mend it when it is damaged. Say whether more is waiting.

    The index is written first; the rows go when the caller commits, so whoever is killed in between does it once more.
    Raises Busy when somebody else keeps the index locked.
    """
    index = WhooshIndex(folder)
    with index.learning() as mine:
        if mine is None:
            raise Busy("another process lets it learn")
        try:
            before = index.check().partition(":")[0]
            ids, refs, documents = _read()
            if not ids or before != mine:
                return False
            index.replace(refs, documents)
        except Broken:
            rebuild(folder)
            return False
        # What was written while a new generation was being made is not in that one for sure: it stays.
        if index.is_building() or index.check().partition(":")[0] != before:
            return False
        execute(delete(SearchTask).where(SearchTask.id.in_(ids)))
        return len(ids) == AT_ONCE


def rebuild(folder: Path, step: Callable[[int, int], object] = lambda _done, _of: None) -> int:
    """Make the index anew of all that is shown, beside the one in use; return how many things are in it.

    `step` is told how many are done, of how many. Raises Busy when another process is at it.
    """
    with reading_only():
        of = count_shown()
        db.session.rollback()
    done = 0

    def batches() -> Iterator[Sequence[Document]]:
        nonlocal done
        for kind in sources:
            last = 0
            while True:
                with reading_only():
                    some = documents_after(kind, last, AT_ONCE)
                    db.session.rollback()
                if not some:
                    break
                yield some
                last = some[-1].ref.id
                done += len(some)
                step(done, of)

    WhooshIndex(folder).build(batches(), _catch_up)
    return done


def _catch_up(index: Index) -> None:
    """Bring in what was touched meanwhile; the rows stay, for the index in use does not know of this."""
    last = 0
    while True:
        ids, refs, documents = _read(last)
        if not ids:
            return
        index.replace(refs, documents)
        last = ids[-1]


def _read(last: int = 0) -> tuple[Sequence[int], Sequence[Ref], Sequence[Document]]:
    with reading_only():
        waiting = list_waiting(last, AT_ONCE)
        refs = sorted({Ref(kind, thing_id) for _id, kind, thing_id in waiting})
        documents = documents_of(refs)
        db.session.rollback()
    return [row[0] for row in waiting], refs, documents
