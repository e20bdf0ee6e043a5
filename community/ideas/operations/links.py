"""An idea answers issues: it is said, and taken back."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select, update

from community.accounts.counting import whom
from community.accounts.operations import refuse_paused
from community.extensions import db
from community.ideas.models import Idea, IdeaIssue
from community.ideas.operations.own import lock_idea
from community.ideas.rules import MOST_ISSUES, may_link_issue
from community.issues.models import Issue
from community.places.queries import get_place
from community.platform.clock import now
from community.platform.database import insert
from community.platform.errors import Denied, Missing, Refused
from community.platform.text import _
from community.roles.queries import Viewer

__all__ = ["forget_links", "link_issue", "unlink_issue"]


def link_issue(actor: Viewer, idea_id: int, issue_id: int) -> None:
    """Say that an idea answers an issue; saying it again changes nothing.

    Raises Denied for whoever neither wrote the idea nor moderates its place, and Missing when one of both is not to be
    seen by everybody.
    """
    idea = _lock(actor, idea_id)
    if not db.session.scalar(select(Issue.listed).where(Issue.id == issue_id)):
        raise Missing(_("There is no such issue."))
    standing = select(func.count()).where(IdeaIssue.idea_id == idea.id, IdeaIssue.ended_at.is_(None))
    if (db.session.scalar(standing) or 0) >= MOST_ISSUES:
        raise Refused(_("This idea answers %(most)s issues already; take one out first.", most=MOST_ISSUES))
    row = {"idea_id": idea_id, "issue_id": issue_id, "person_id": actor.person_id, "linked_at": now()}
    adding = insert(IdeaIssue).values(**row, ended_at=None)
    fresh = {name: adding.excluded[name] for name in ("person_id", "linked_at", "ended_at")}
    again = IdeaIssue.ended_at.is_not(None)
    db.session.execute(adding.on_conflict_do_update(index_elements=["idea_id", "issue_id"], set_=fresh, where=again))


def unlink_issue(actor: Viewer, idea_id: int, issue_id: int) -> None:
    """Take back that an idea answers an issue; it can be said again."""
    idea = _lock(actor, idea_id)
    standing = update(IdeaIssue).where(IdeaIssue.idea_id == idea.id, IdeaIssue.issue_id == issue_id)
    db.session.execute(standing.where(IdeaIssue.ended_at.is_(None)).values(ended_at=now()))


def forget_links(person_ids: Collection[int]) -> None:
    """Keep which ideas these persons said answer issues, without who said it."""
    db.session.execute(update(IdeaIssue).where(IdeaIssue.person_id.in_(person_ids)).values(person_id=None))


def _lock(actor: Viewer, idea_id: int) -> Idea:
    idea = lock_idea(idea_id)
    place, above = get_place(idea.place_id)
    line = [each.id for each in (*above, place)]
    if not may_link_issue(actor.counts_as_id, actor.held, whom(idea.author_id), line):
        if not idea.listed:
            raise Missing(_("There is no such idea."))
        raise Denied(_("Only who wrote an idea, or moderators of its place, can do this."))
    refuse_paused(actor.paused_until)
    if not idea.listed:
        raise Refused(_("This idea is out of sight at present."))
    return idea
