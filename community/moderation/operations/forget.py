"""Somebody leaves: what they said to moderators goes, and what was said to them."""

from __future__ import annotations

from sqlalchemy import select, update

from community.extensions import db
from community.moderation.models import Appeal, Decision, Flag

__all__ = ["forget_said"]

GONE = "…"


def forget_said(person_id: int, *, words_too: bool) -> None:
    """Remove this person's words from flags and appeals, and the sentences they were told.

    That they flagged, appealed, or were decided about stays. `words_too` says that what they wrote is removed as
    well: then the public sentences about it go, for they may repeat it.
    """
    about = select(Decision.id).where(Decision.author_id == person_id)
    emptied = {"sentence": "", "public_sentence": ""} if words_too else {"sentence": ""}
    for emptying in (
        update(Flag).where(Flag.person_id == person_id).values(said=None),
        update(Appeal).where(Appeal.decision_id.in_(about)).values(said=GONE),
        update(Decision).where(Decision.author_id == person_id).values(emptied),
    ):
        db.session.execute(emptying.execution_options(synchronize_session=False))
