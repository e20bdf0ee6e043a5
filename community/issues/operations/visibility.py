"""An issue is taken out of sight and shown again: by its author, or by a moderator; nothing is destroyed."""

from __future__ import annotations

from datetime import datetime

from community.extensions import db
from community.issues.models import Issue
from community.issues.operations.own import lock_issue, lock_own
from community.issues.rules import may_withdraw
from community.platform.clock import now
from community.platform.errors import Refused
from community.platform.text import _
from community.roles.queries import Viewer
from community.search.operations import touch

__all__ = ["bring_back", "hide_issue", "restore_issue", "withdraw_issue"]


def withdraw_issue(actor: Viewer, issue_id: int) -> Issue:
    """Take one's own issue back; withdrawing again changes nothing."""
    issue = lock_own(actor, issue_id)
    if not may_withdraw(issue.status):
        raise Refused(_("This issue is answered or closed, so it stays as it is."))
    return _show(issue, issue.withdrawn_at or now(), issue.hidden_at)


def bring_back(actor: Viewer, issue_id: int) -> Issue:
    """Put one's own withdrawn issue before everybody again, unless it is hidden as well."""
    issue = lock_own(actor, issue_id)
    return _show(issue, None, issue.hidden_at)


def hide_issue(issue_id: int) -> Issue:
    """Take an issue out of everybody's sight; moderation asks who may, and keeps why."""
    issue = lock_issue(issue_id)
    return _show(issue, issue.withdrawn_at, issue.hidden_at or now())


def restore_issue(issue_id: int) -> Issue:
    """End that an issue is hidden; what its author withdrew stays withdrawn."""
    issue = lock_issue(issue_id)
    return _show(issue, issue.withdrawn_at, None)


def _show(issue: Issue, withdrawn_at: datetime | None, hidden_at: datetime | None) -> Issue:
    issue.withdrawn_at, issue.hidden_at = withdrawn_at, hidden_at
    issue.listed = withdrawn_at is None and hidden_at is None
    db.session.flush()
    touch("issue", issue.id)
    return issue
