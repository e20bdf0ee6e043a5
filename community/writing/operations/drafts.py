"""What somebody has begun to write is kept until they post or discard it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select

from community.extensions import db
from community.places.models import Place
from community.platform.clock import now
from community.platform.database import insert
from community.platform.errors import Refused, Unclear
from community.platform.text import _, legible
from community.writing.acts import WRITTEN
from community.writing.models import Draft, Pending
from community.writing.rules import LONGEST_DRAFT, may_keep_draft

__all__ = ["discard_draft", "draft_key", "forget_drafts", "forget_drafts_of", "save_draft"]


def draft_key(kind: str, thing_id: int) -> str:
    """Return the key of the draft of a thing's next version: somebody has one of each thing."""
    return f"{kind}-{thing_id}"


def save_draft(
    person_id: int,
    key: str,
    title: str,
    body: str,
    *,
    kind: str,
    place_id: int | None = None,
    language: str | None = None,
    thing_id: int | None = None,
    version: int | None = None,
    more: Mapping[str, Any] | None = None,
) -> None:
    """Keep what somebody has written so far; the same key is the same draft.

    `kind` says what it is to become, `thing_id` of which thing it is the next version, and `more` what else such a
    thing has. Raises Unclear when nothing was written, for that is no draft.
    """
    if not (title.strip() or body.strip()):
        raise Unclear(_("Write something first: there is nothing to keep yet."))
    if kind not in WRITTEN:
        raise Unclear(_("This form was not made by this site."))
    if not key or len(key) > 64 or len(title) > LONGEST_DRAFT or len(body) > LONGEST_DRAFT:
        raise Unclear(_("This is too long for a draft."))
    known = db.session.scalars(select(Draft.key).where(Draft.person_id == person_id)).all()
    if key not in known and not may_keep_draft(len(known)):
        raise Refused(_("You have too many drafts. Post or discard one first."))
    said = dict(
        kind=kind,
        title=legible(title, lines=True),
        body=legible(body, lines=True),
        place_id=_known_place(place_id),
        language=language,
        thing_id=thing_id,
        version=version,
        more=json.dumps(more) if more else None,
        saved_at=now(),
    )
    adding = insert(Draft).values(person_id=person_id, key=key, **said)
    db.session.execute(adding.on_conflict_do_update(index_elements=["person_id", "key"], set_=said))


def discard_draft(person_id: int, key: str) -> None:
    """Forget a draft, if there is one."""
    db.session.execute(delete(Draft).where(Draft.person_id == person_id, Draft.key == key))


def forget_drafts(person_ids: Collection[int]) -> None:
    """Remove what these persons began to write, and what waits for them to sign in."""
    db.session.execute(delete(Draft).where(Draft.person_id.in_(person_ids)))
    db.session.execute(delete(Pending).where(Pending.person_id.in_(person_ids)))


def forget_drafts_of(kind: str, thing_ids: Sequence[int]) -> None:
    """Remove every draft of the next version of these things."""
    db.session.execute(delete(Draft).where(Draft.kind == kind, Draft.thing_id.in_(thing_ids)))


def _known_place(number: int | None) -> int | None:
    return None if number is None else db.session.scalar(select(func.max(Place.id)).where(Place.id == number))
