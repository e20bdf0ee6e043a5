"""One person is affected once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update

from community.accounts.counting import counts_as, people_of, whom
from community.accounts.models import Person
from community.accounts.operations import refuse_paused
from community.extensions import db
from community.issues.models import Issue, MeToo
from community.issues.operations.own import lock_issue
from community.issues.rules import may_say_me_too
from community.platform.clock import now
from community.platform.database import insert
from community.platform.errors import Missing, Refused
from community.platform.text import _
from community.roles.queries import Viewer
from community.writing.rules import wrote

__all__ = ["record_me_too", "recount_affected", "say_me_too", "take_back_me_too"]


def say_me_too(actor: Viewer, issue_id: int) -> int:
    """Count the actor among whom the issue affects, once, and return how many there are; again changes nothing.

    Raises Missing when there is no such issue to be seen, and Refused when it is closed, out of sight or their own.
    """
    issue = _lock(actor, issue_id)
    if wrote(actor.counts_as_id, whom(issue.author_id)):
        raise Refused(_("You raised this issue yourself; others say that it affects them, too."))
    if not _said(people_of(actor.person_id), issue_id):
        row = {"person_id": actor.counts_as_id, "issue_id": issue_id, "said_at": now()}
        db.session.execute(insert(MeToo).values(row))
        issue.affected_count += 1
        db.session.flush()
    return issue.affected_count


def take_back_me_too(actor: Viewer, issue_id: int) -> int:
    """Count the actor no more, by whatever door they said it, and return how many there are; again changes nothing."""
    issue, people = _lock(actor, issue_id), people_of(actor.person_id)
    if _said(people, issue_id):
        db.session.execute(delete(MeToo).where(MeToo.issue_id == issue_id, MeToo.person_id.in_(people)))
        issue.affected_count -= 1
        db.session.flush()
    return issue.affected_count


def recount_affected(person_ids: Sequence[int]) -> None:
    """Count anew what these persons said they are affected by: it has changed who of them counts as whom."""
    said = select(MeToo.issue_id).where(MeToo.person_id.in_(person_ids)).distinct()
    for issue_id in sorted(db.session.scalars(said)):
        _recount(issue_id)


def record_me_too(issue_id: int, person_ids: Collection[int], at: datetime) -> None:
    """Let an issue affect these people, as was said elsewhere; no rule keeps them out, and again changes nothing."""
    rows = [{"person_id": person_id, "issue_id": issue_id, "said_at": at} for person_id in sorted(person_ids)]
    if rows:
        db.session.execute(insert(MeToo).on_conflict_do_nothing(), rows)
    _recount(issue_id)


def _recount(issue_id: int) -> None:
    lock_issue(issue_id)
    one = func.count(func.distinct(counts_as(Person)))
    count = select(one).join_from(MeToo, Person, Person.id == MeToo.person_id).where(MeToo.issue_id == issue_id)
    affected = update(Issue).where(Issue.id == issue_id)
    db.session.execute(affected.values(affected_count=count.scalar_subquery()))


def _said(person_ids: Sequence[int], issue_id: int) -> bool:
    mine = select(MeToo.person_id).where(MeToo.issue_id == issue_id, MeToo.person_id.in_(person_ids)).limit(1)
    return db.session.scalar(mine) is not None


def _lock(actor: Viewer, issue_id: int) -> Issue:
    issue = lock_issue(issue_id)
    if issue.hidden_at and not wrote(actor.counts_as_id, whom(issue.author_id)):
        raise Missing(_("There is no such issue."))
    refuse_paused(actor.paused_until)
    if not issue.listed:
        raise Refused(_("This issue is out of sight at present."))
    if not may_say_me_too(issue.status):
        raise Refused(_("This issue is closed."))
    return issue
