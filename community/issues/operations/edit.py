"""An issue is written anew; what it said before stays readable."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert as plain_insert
from sqlalchemy import update

from community.accounts.operations import refuse_paused
from community.extensions import db
from community.issues.models import Issue, IssueVersion
from community.issues.operations.own import lock_own
from community.issues.rules import may_edit
from community.platform.clock import now
from community.platform.errors import Refused
from community.platform.text import _
from community.roles.queries import Viewer
from community.search.operations import touch
from community.tags.models import Tagged
from community.tags.operations import retag
from community.writing.operations import (
    Outdated,
    checked_body,
    checked_title,
    discard_draft,
    draft_key,
    refuse_many_links,
    written,
)
from community.writing.rules import is_current

__all__ = ["edit_issue", "record_version"]


def edit_issue(
    actor: Viewer,
    issue_id: int,
    version: int,
    title: str,
    body: str,
    *,
    tags: Sequence[str] | None = None,
    had: Sequence[str] = (),
) -> None:
    """Let the actor's own issue say something else; `version` is the one they had before them.

    With `tags`, it has these; `had` are those that they had before them.

    Sending the same words again changes nothing. Raises Denied when the account is paused or the issue is
    somebody else's, Refused when it is answered or closed, and Outdated when there is a newer version.
    """
    title, body = checked_title(title), checked_body(body)
    issue = lock_own(actor, issue_id)
    refuse_paused(actor.paused_until)
    if not may_edit(issue.status):
        raise Refused(_("This issue is answered or closed, so it stays as it is."))
    if (title, body) != (issue.title, issue.body):
        refuse_many_links(actor, title, body)
        if not is_current(version, issue.version):
            raise Outdated(_("This issue was changed while you were writing."))
        record_version(issue, (title, body), actor.person_id)
        db.session.execute(update(Issue).where(Issue.id == issue.id).values(written(title, body, issue.language)))
        touch("issue", issue.id)
    if tags is not None:
        retag(Tagged.ISSUE, issue.id, tags, actor.person_id, had=had)
    discard_draft(actor.person_id, draft_key("issue", issue_id))
    db.session.flush()


def record_version(issue: Issue, says: tuple[str, str], now_by: int | None) -> None:
    """Keep what the locked issue says now, title and body, as its next version; its first one is kept, too."""
    if issue.version == 1:
        _keep(issue.id, 1, (issue.title, issue.body), issue.author_id, issue.created_at)
    _keep(issue.id, issue.version + 1, says, now_by, now())
    db.session.execute(update(Issue).where(Issue.id == issue.id).values(version=issue.version + 1))


def _keep(issue_id: int, number: int, said: tuple[str, str], by: int | None, at: datetime | None) -> None:
    title, body = said
    row = {"issue_id": issue_id, "number": number, "title": title, "body": body, "person_id": by, "written_at": at}
    db.session.execute(plain_insert(IssueVersion).values(row))
