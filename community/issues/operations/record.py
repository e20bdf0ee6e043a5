"""Issues of elsewhere come in, many at a time; they tell what was, so no rule keeps them out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import insert as plain_insert
from sqlalchemy import select

from community.extensions import db
from community.issues.models import Issue, Status
from community.issues.operations.edit import record_version
from community.platform.clock import now
from community.platform.exchange.bulk import ids_of
from community.platform.exchange.kinds import Outcome
from community.search.operations import touch
from community.tags.models import Tagged
from community.tags.operations import record_tags
from community.writing.operations import dated, written

__all__ = ["MENDED", "record_issues"]

UNSEEN = ("withdrawn_at", "hidden_at")
MENDED = ("title", "body", "place_id", "author_id", "tags", "status", "created_at", "language", *UNSEEN)
"""The columns of a known issue that can be mended."""


def record_issues(
    batches: Iterable[Sequence[Mapping[str, Any]]], said: frozenset[str], step: Callable[[int], object]
) -> Outcome:
    """Put new issues before everybody, and mend those that are known by their external id.

    A row has `external_id` and all of MENDED. Of a known issue only the columns in `said` are mended; an empty time or
    status takes nothing back. `step` is told how many rows are done.
    """
    outcome, done = Outcome(), 0
    for batch in batches:
        rows = {row["external_id"]: row for row in batch}
        finding = select(Issue).where(Issue.external_id.in_(rows)).order_by(Issue.id)
        known = {issue.external_id: issue for issue in db.session.scalars(finding.with_for_update(key_share=True))}
        new = [_new(row) for external_id, row in rows.items() if external_id not in known]
        if new:
            db.session.execute(plain_insert(Issue.__table__), new)  # type: ignore[arg-type]
        ids = ids_of(Issue, list(rows))
        named = {ids[row["external_id"]]: row["tags"] for row in new if row["tags"]}
        retagged = {
            issue.id: rows[external_id]["tags"]
            for external_id, issue in known.items()
            if "tags" in said and rows[external_id]["tags"] != issue.tags
        }
        record_tags(Tagged.ISSUE, named | retagged)
        changed = sum(_mend(issue, rows[external_id], said) for external_id, issue in known.items())
        db.session.flush()
        touch("issue", *ids.values())
        db.session.expunge_all()
        outcome.new += len(new)
        outcome.changed += changed
        outcome.unchanged += len(known) - changed
        done += len(batch)
        step(done)
    return outcome


def _new(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **row,
        **written(row["title"], row["body"], row["language"]),
        **dated(row["created_at"]),
        "status": row["status"] or Status.OPEN,
        "recorded_at": now(),
        "affected_count": 0,
        "listed": not any(row[column] for column in UNSEEN),
        "version": 1,
    }


def _mend(issue: Issue, row: Mapping[str, Any], said: frozenset[str]) -> bool:
    """Give a locked issue what its row says of it; return whether that is anything new."""
    news = {column: row[column] for column in MENDED if column in said and row[column] != getattr(issue, column)}
    for kept in ("created_at", "status", *UNSEEN):
        if news.get(kept, True) is None:
            del news[kept]
    if not news:
        return False
    text = {column: news.get(column, getattr(issue, column)) for column in ("title", "body", "language")}
    if (text["title"], text["body"]) != (issue.title, issue.body):
        record_version(issue, (text["title"], text["body"]), None)
        db.session.refresh(issue)
    if "created_at" in news:
        news |= dated(news["created_at"])
    for column, value in (news | written(**text)).items():
        setattr(issue, column, value)
    issue.listed = issue.withdrawn_at is None and issue.hidden_at is None
    return True
