"""An idea's status changes; nothing else changes it. Every idea begins as open."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import bindparam, update
from sqlalchemy import insert as plain_insert

from community.accounts.models import Person
from community.extensions import db
from community.ideas.models import Idea, Status, StatusChange
from community.ideas.operations.place_counts import count_in_places
from community.ideas.rules import has_reason
from community.platform.clock import now
from community.platform.errors import Unclear
from community.platform.text import _, legible

__all__ = ["record_statuses", "set_status"]


def set_status(actor: Person | None, idea: Idea, status: Status, reason: str) -> StatusChange | None:
    """Move the idea to `status` and keep why; setting the status it has changes nothing."""
    if not has_reason(reason):
        raise Unclear(_("Say why, in a sentence that everybody can read."))
    legible(reason, lines=True)
    db.session.refresh(idea, with_for_update={"key_share": True})
    if idea.status is status:
        return None
    if idea.listed:
        count_in_places({(idea.status, idea.place_id): -1, (status, idea.place_id): 1})
    idea.status = status
    change = StatusChange(
        idea_id=idea.id, status=status, reason=reason, person_id=actor.id if actor else None, changed_at=now()
    )
    db.session.add(change)
    db.session.flush()
    return change


def record_statuses(statuses: Mapping[int, Status]) -> None:
    """Note that ideas got a status elsewhere, where nobody is known to have said why.

    The ideas, by their ids, are new or locked; whoever calls counts them in their places.
    """
    if not statuses:
        return
    moved = [{"moved": idea_id, "status": status} for idea_id, status in statuses.items()]
    db.session.execute(_MOVE, moved)
    at = now()
    steps = [
        {"idea_id": idea_id, "status": status, "reason": "", "person_id": None, "changed_at": at}
        for idea_id, status in statuses.items()
    ]
    db.session.execute(plain_insert(StatusChange.__table__), steps)  # type: ignore[arg-type]


_MOVE = update(Idea.__table__).where(Idea.id == bindparam("moved")).values(status=bindparam("status"))  # type: ignore[arg-type]
