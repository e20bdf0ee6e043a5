"""An idea's status changes; nothing else writes it."""

from __future__ import annotations

from community.accounts.models import Person
from community.extensions import db
from community.ideas.models import Idea, Status, StatusChange
from community.ideas.operations.post import change_counts
from community.ideas.rules import has_reason
from community.platform.clock import now
from community.platform.errors import Unclear
from community.platform.text import _, legible

__all__ = ["set_status"]


def set_status(actor: Person | None, idea: Idea, status: Status, reason: str) -> StatusChange | None:
    """Move the idea to `status` and keep why; setting the status it has changes nothing."""
    if not has_reason(reason):
        raise Unclear(_("Say why, in a sentence that everybody can read."))
    legible(reason, lines=True)
    db.session.refresh(idea, with_for_update={"key_share": True})
    if idea.status is status:
        return None
    for counted, by in sorted([(idea.status, -1), (status, 1)]):  # in one order, or two at once could deadlock
        change_counts(idea.place_id, counted, by)
    idea.status = status
    change = StatusChange(
        idea_id=idea.id, status=status, reason=reason, person_id=actor.id if actor else None, changed_at=now()
    )
    db.session.add(change)
    db.session.flush()
    return change
