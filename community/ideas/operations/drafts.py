"""What somebody has begun to write is kept until they post or discard it."""

from __future__ import annotations

from sqlalchemy import delete, func, select

from community.extensions import db
from community.ideas.models import Draft, Idea
from community.ideas.rules import BODY_LENGTH, may_keep_draft
from community.places.models import Place
from community.platform.clock import now
from community.platform.database import insert
from community.platform.errors import Refused, Unclear
from community.platform.text import _, legible

__all__ = ["discard_draft", "draft_key", "save_draft"]

LONGEST = 2 * BODY_LENGTH
"""A draft may be longer than what can be posted: it is shortened later."""


def draft_key(idea_id: int) -> str:
    """Return the key of the draft of an idea's next version: somebody has one of each idea."""
    return f"idea-{idea_id}"


def save_draft(
    person_id: int,
    key: str,
    title: str,
    body: str,
    *,
    place_id: int | None = None,
    language: str | None = None,
    idea_id: int | None = None,
    version: int | None = None,
) -> None:
    """Keep what somebody has written so far; the same key is the same draft.

    Raises Unclear when nothing was written, for that is no draft.
    """
    if not (title.strip() or body.strip()):
        raise Unclear(_("Write something first: there is nothing to keep yet."))
    if not key or len(key) > 64 or len(title) > LONGEST or len(body) > LONGEST:
        raise Unclear(_("This is too long for a draft."))
    known = db.session.scalars(select(Draft.key).where(Draft.person_id == person_id)).all()
    if key not in known and not may_keep_draft(len(known)):
        raise Refused(_("You have too many drafts. Post or discard one first."))
    said = dict(
        title=legible(title, lines=True),
        body=legible(body, lines=True),
        place_id=_known(Place, place_id),
        language=language,
        idea_id=_known(Idea, idea_id),
        version=version,
        saved_at=now(),
    )
    adding = insert(Draft).values(person_id=person_id, key=key, **said)
    db.session.execute(adding.on_conflict_do_update(index_elements=["person_id", "key"], set_=said))


def discard_draft(person_id: int, key: str) -> None:
    """Forget a draft, if there is one."""
    db.session.execute(delete(Draft).where(Draft.person_id == person_id, Draft.key == key))


def _known(model: type[Place] | type[Idea], number: int | None) -> int | None:
    if number is None:
        return None
    return db.session.scalar(select(func.max(model.id)).where(model.id == number))
