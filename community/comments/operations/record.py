"""Comments of elsewhere come in, many at a time; they tell what was, so no rule keeps them out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import insert as plain_insert
from sqlalchemy import select

from community.comments.models import Comment, Side
from community.comments.operations.edit import record_version
from community.comments.operations.own import recount_replies
from community.comments.operations.say import worded
from community.extensions import db
from community.platform.clock import now
from community.platform.exchange.bulk import ids_of
from community.platform.exchange.kinds import Outcome
from community.search.operations import touch
from community.writing.operations import dated

__all__ = ["MENDED", "record_comments"]

UNSEEN = ("withdrawn_at", "hidden_at")
MENDED = ("body", "author_id", "side", "created_at", "language", *UNSEEN)
"""The columns of a known comment that can be mended; it stays where it stands."""


def record_comments(
    batches: Iterable[Sequence[Mapping[str, Any]]], said: frozenset[str], step: Callable[[int], object]
) -> Outcome:
    """Put new comments below their things, and mend those that are known by their external id.

    A row has `external_id`, `thing`, `thing_id`, `parent`, the external id of a comment before it or known here,
    and all of MENDED. Of a known comment only the columns in `said` are mended; an empty time takes nothing back.
    `step` is told how many rows are done.
    """
    outcome, done = Outcome(), 0
    for batch in batches:
        rows = {row["external_id"]: row for row in batch}
        finding = select(Comment).where(Comment.external_id.in_(rows)).order_by(Comment.id)
        known = {each.external_id: each for each in db.session.scalars(finding.with_for_update(key_share=True))}
        new = [row for external_id, row in rows.items() if external_id not in known]
        # What replies to nothing first: replies of the same batch name it.
        for level in ([row for row in new if not row["parent"]], [row for row in new if row["parent"]]):
            above = ids_of(Comment, sorted({row["parent"] for row in level if row["parent"]}))
            if level:
                made = [_new(row, above.get(row["parent"])) for row in level]
                db.session.execute(plain_insert(Comment.__table__), made)  # type: ignore[arg-type]
        changed = sum(_mend(comment, rows[external_id], said) for external_id, comment in known.items())
        db.session.flush()
        ids = ids_of(Comment, list(rows))
        under = select(Comment.parent_id).where(Comment.id.in_(ids.values()), Comment.parent_id.is_not(None))
        recount_replies(*db.session.scalars(under.distinct()))
        touch("comment", *ids.values())
        db.session.expunge_all()
        outcome.new += len(new)
        outcome.changed += changed
        outcome.unchanged += len(known) - changed
        done += len(batch)
        step(done)
    return outcome


def _new(row: Mapping[str, Any], parent_id: int | None) -> dict[str, Any]:
    kept = {name: row[name] for name in ("external_id", "thing", "thing_id", "author_id", *UNSEEN)}
    return {
        **kept,
        **worded(row["body"], row["language"]),
        **dated(row["created_at"]),
        "parent_id": parent_id,
        "side": row["side"] or Side.NEUTRAL,
        "recorded_at": now(),
        "listed": not any(row[column] for column in UNSEEN),
        "reply_count": 0,
        "version": 1,
    }


def _mend(comment: Comment, row: Mapping[str, Any], said: frozenset[str]) -> bool:
    """Give a locked comment what its row says of it; return whether that is anything new."""
    news = {column: row[column] for column in MENDED if column in said and row[column] != getattr(comment, column)}
    for kept in ("created_at", "side", *UNSEEN):
        if news.get(kept, True) is None:
            del news[kept]
    if not news:
        return False
    body, language = news.get("body", comment.body), news.get("language", comment.language)
    if body != comment.body:
        record_version(comment, body, None)
        db.session.refresh(comment)
    if "created_at" in news:
        news |= dated(news["created_at"])
    for column, value in (news | worded(body, language)).items():
        setattr(comment, column, value)
    comment.listed = comment.withdrawn_at is None and comment.hidden_at is None
    return True
