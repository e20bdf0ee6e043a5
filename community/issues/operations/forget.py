"""Somebody leaves: that they are affected and, if they wish, their words go."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import delete, func, select, update

from community.extensions import db
from community.issues.models import Answer, Issue, IssueStep, IssueVersion, MeToo
from community.platform.clock import now
from community.search.operations import touch
from community.tags.models import Tagged
from community.tags.operations import record_tags
from community.writing.operations import forget_drafts_of

__all__ = ["forget_answers", "lock_issues_of", "release_me_too", "remove_words"]

GONE = "…"
"""What stands where words were removed."""


def lock_issues_of(person_ids: Collection[int]) -> None:
    """Let nobody else change what these persons raised or are affected by, until the transaction ends."""
    mine = select(Issue.id).where(Issue.author_id.in_(person_ids))
    said = select(MeToo.issue_id).where(MeToo.person_id.in_(person_ids))
    locking = select(Issue.id).where(Issue.id.in_(mine.union(said))).order_by(Issue.id)
    db.session.execute(locking.with_for_update(key_share=True)).all()


def release_me_too(person_ids: Sequence[int]) -> None:
    """Count these persons, who are all who count as one, among the affected no more. The issues are locked."""
    said = list(db.session.scalars(select(MeToo.issue_id).where(MeToo.person_id.in_(person_ids)).distinct()))
    db.session.execute(delete(MeToo).where(MeToo.person_id.in_(person_ids)))
    fewer = update(Issue).where(Issue.id.in_(said))
    db.session.execute(fewer.values(affected_count=Issue.affected_count - 1))


def forget_answers(person_ids: Collection[int], *, words_too: bool) -> None:
    """Leave no name at what these persons answered or decided; with `words_too`, none of their reasons either.

    An official answer is its place's: its words stay.
    """
    db.session.execute(update(Answer).where(Answer.person_id.in_(person_ids)).values(person_id=None))
    mine = Issue.id.in_(select(IssueStep.issue_id).where(IssueStep.person_id.in_(person_ids)))
    own = select(Issue.id).where(mine, Issue.author_id.in_(person_ids))
    if words_too:
        reasons = update(IssueStep).where(IssueStep.person_id.in_(person_ids), IssueStep.issue_id.in_(own))
        db.session.execute(reasons.values(said=GONE).execution_options(synchronize_session=False))
    db.session.execute(update(IssueStep).where(IssueStep.person_id.in_(person_ids)).values(person_id=None))


def remove_words(person_ids: Collection[int]) -> None:
    """Empty these persons' issues with all their versions; what remains is withdrawn, with its answer.

    The issues are locked.
    """
    ids = list(db.session.scalars(select(Issue.id).where(Issue.author_id.in_(person_ids)).order_by(Issue.id)))
    empty = update(Issue).where(Issue.id.in_(ids))
    empty = empty.values(title=GONE, lead=GONE, body="", body_html="", tags=None, listed=False)
    db.session.execute(empty.values(withdrawn_at=func.coalesce(Issue.withdrawn_at, now())))
    db.session.execute(update(IssueVersion).where(IssueVersion.issue_id.in_(ids)).values(title=GONE, body=""))
    forget_drafts_of("issue", ids)
    touch("issue", *ids)
    record_tags(Tagged.ISSUE, dict.fromkeys(ids))
