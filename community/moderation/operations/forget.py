"""Somebody leaves: what they said to moderators goes, and what was said to them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select, update

from community.extensions import db
from community.moderation.models import Appeal, Decision, Flag

__all__ = ["forget_said"]

GONE = "…"


def forget_said(person_ids: Collection[int], *, words_too: bool) -> None:
    """Remove these persons' words from flags and appeals, and the sentences they were told.

    That they flagged, appealed, or were decided about stays. `words_too` says that what they wrote is removed as
    well: then the public sentences about it go, for they may repeat it.
    """
    about = select(Decision.id).where(Decision.author_id.in_(person_ids))
    emptied = {"sentence": "", "public_sentence": ""} if words_too else {"sentence": ""}
    for emptying in (
        update(Flag).where(Flag.person_id.in_(person_ids)).values(said=None),
        update(Appeal).where(Appeal.decision_id.in_(about)).values(said=GONE),
        update(Decision).where(Decision.author_id.in_(person_ids)).values(emptied),
    ):
        db.session.execute(emptying.execution_options(synchronize_session=False))
