"""An issue is locked before it is changed."""

from __future__ import annotations

from community.accounts.counting import whom
from community.extensions import db
from community.issues.models import Issue
from community.places.queries import get_place
from community.platform.errors import Denied, Missing
from community.platform.text import _
from community.roles.queries import Viewer
from community.writing.rules import wrote

__all__ = ["line_of", "lock_issue", "lock_own"]


def lock_issue(issue_id: int) -> Issue:
    """Return the issue as nobody else changes it until the transaction ends; raise Missing when there is none."""
    issue = db.session.get(Issue, issue_id, populate_existing=True, with_for_update={"key_share": True})
    if issue is None:
        raise Missing(_("There is no such issue."))
    return issue


def lock_own(actor: Viewer, issue_id: int) -> Issue:
    """Return the actor's own issue, locked; raise Denied when somebody else wrote it, and Missing when it is hidden."""
    issue = lock_issue(issue_id)
    if not wrote(actor.counts_as_id, whom(issue.author_id)):
        if issue.hidden_at:
            raise Missing(_("There is no such issue."))
        raise Denied(_("Only who raised an issue can do this."))
    return issue


def line_of(place_id: int) -> list[int]:
    """Return the ids of the place and of all places above it."""
    place, above = get_place(place_id)
    return [each.id for each in (*above, place)]
