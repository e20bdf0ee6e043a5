"""An idea's status changes; nothing else changes it. Every idea begins as open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select, update
from sqlalchemy import insert as plain_insert

from community.accounts.models import Person
from community.extensions import db
from community.ideas.models import Idea, Status, StatusChange
from community.ideas.operations.place_counts import count_in_places
from community.ideas.rules import has_reason
from community.platform.clock import now
from community.platform.errors import Unclear
from community.platform.text import _, legible
from community.record.kinds import Kind
from community.record.operations import Fact, Note, put_all_on_record, put_on_record

__all__ = ["Cause", "record_statuses", "set_status"]


class Cause(NamedTuple):
    """From what a change of status follows: it goes on the record with that, or is taken off with it."""

    about: str
    facts: Mapping[str, Fact]
    due_at: datetime


def set_status(
    actor: Person | None,
    idea: Idea,
    status: Status,
    reason: str,
    *,
    cause: Cause | None = None,
    on_record: bool = True,
) -> StatusChange | None:
    """Move the idea to `status` and keep why; setting the status it has changes nothing.

    It goes on the record: at once, or with its cause; or not, when something else says it there, or when it only takes
    back what never came there.
    """
    if not has_reason(reason):
        raise Unclear(_("Say why, in a sentence that everybody can read."))
    legible(reason, lines=True)
    db.session.refresh(idea, with_for_update={"key_share": True})
    if idea.status is status:
        return None
    if idea.listed:
        count_in_places({(idea.status, idea.place_id): -1, (status, idea.place_id): 1})
    before, idea.status = idea.status, status
    person_id = actor.id if actor else None
    change = StatusChange(idea_id=idea.id, status=status, reason=reason, person_id=person_id, changed_at=now())
    db.session.add(change)
    db.session.flush()
    if on_record:
        put_on_record(
            Kind.STATUS,
            cause.about if cause else f"status:{change.id}",
            {"idea": idea.external_id, "before": before, "status": status, **(cause.facts if cause else {})},
            texts={"reason": (reason, person_id)},
            event_at=change.changed_at,
            due_at=cause.due_at if cause else None,
        )
    return change


def record_statuses(statuses: Mapping[int, Status], about: str = "import") -> None:
    """Note that ideas got a status elsewhere, where nobody is known to have said why, nor when.

    The ideas, by their ids, are new or locked; whoever calls counts them in their places. `about` is what the
    import is called on the record.
    """
    if not statuses:
        return
    names = db.session.execute(select(Idea.id, Idea.external_id).where(Idea.id.in_(statuses)).order_by(Idea.id))
    put_all_on_record(
        Note(Kind.IMPORTED_STATUS, about, {"idea": external_id, "status": statuses[idea_id]}, {}, None)
        for idea_id, external_id in names
    )
    moved = [{"moved": idea_id, "status": status} for idea_id, status in statuses.items()]
    db.session.execute(_MOVE, moved)
    at = now()
    steps = [
        {"idea_id": idea_id, "status": status, "reason": "", "person_id": None, "changed_at": at}
        for idea_id, status in statuses.items()
    ]
    db.session.execute(plain_insert(StatusChange.__table__), steps)  # type: ignore[arg-type]


_MOVE = update(Idea.__table__).where(Idea.id == bindparam("moved")).values(status=bindparam("status"))  # type: ignore[arg-type]
