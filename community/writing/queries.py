"""What people have begun or sent that does not stand yet: nobody else's to see."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from community.platform.clock import now
from community.platform.errors import Missing
from community.platform.reading import Reading
from community.platform.text import _
from community.writing.acts import WRITTEN
from community.writing.models import Draft, Pending
from community.writing.rules import WAITS

__all__ = ["DraftRow", "PendingRow", "get_draft", "list_drafts", "list_pending"]


class DraftRow(NamedTuple):
    """What somebody has begun to write: something new, or the next version of the thing `thing_id`."""

    key: str
    kind: str
    title: str
    body: str
    place_id: int | None
    language: str | None
    thing_id: int | None
    version: int | None
    more: Mapping[str, Any]
    saved_at: datetime

    @property
    def url(self) -> str:
        """Where one goes on with it."""
        return WRITTEN[self.kind].address(self)

    @property
    def what(self) -> str:
        """What it is to become, in words."""
        written = WRITTEN[self.kind]
        return str(written.changes if self.thing_id else written.new)


class PendingRow(NamedTuple):
    """What waits for somebody to sign in."""

    id: int
    kind: str
    said: Mapping[str, Any]
    kept_at: datetime


_DRAFT = (
    Draft.key, Draft.kind, Draft.title, Draft.body, Draft.place_id, Draft.language, Draft.thing_id, Draft.version,
    Draft.more, Draft.saved_at,
)  # fmt: skip


def _draft(*cells: Any) -> DraftRow:
    return DraftRow(*cells)._replace(more=json.loads(cells[8]) if cells[8] else {})


_DRAFTS = Reading(
    _draft,
    select(*_DRAFT).where(Draft.person_id == bindparam("person_id")).order_by(Draft.saved_at.desc(), Draft.key),
)
_ONE = Reading(_draft, select(*_DRAFT).where(Draft.person_id == bindparam("person_id"), Draft.key == bindparam("key")))
_PENDING = Reading(
    lambda number, kind, content, kept_at: PendingRow(number, kind, json.loads(content), kept_at),
    select(Pending.id, Pending.kind, Pending.content, Pending.kept_at)
    .where(
        Pending.token_hash == bindparam("token_hash", type_=Pending.token_hash.type),
        Pending.kept_at > bindparam("since", type_=Pending.kept_at.type),
    )
    .order_by(Pending.id),
)


def list_drafts(person_id: int) -> Sequence[DraftRow]:
    """Return somebody's drafts, the latest first."""
    return _DRAFTS.all(person_id=person_id)


def get_draft(person_id: int, key: str) -> DraftRow:
    """Return one of somebody's drafts; raise Missing when they have none of this key."""
    draft = _ONE.first(person_id=person_id, key=key)
    if draft is None:
        raise Missing(_("You have no such draft; it may have been posted or discarded."))
    return draft


def list_pending(token_hash: bytes) -> Sequence[PendingRow]:
    """Return what waits on the device that has the token with this hash, the first one first."""
    return _PENDING.all(token_hash=token_hash, since=now() - WAITS)
