"""A theme is begun: a draft, which the moderators of its place alone see."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from uuid import uuid4

from sqlalchemy import select

from community.extensions import db
from community.platform.clock import now
from community.platform.database import insert
from community.roles.queries import Viewer
from community.themes.models import Theme
from community.themes.operations.gather import add_to_theme
from community.themes.operations.own import refuse_others
from community.writing.operations import checked_body, checked_title, written

__all__ = ["make_theme"]


def make_theme(
    actor: Viewer,
    place_id: int,
    title: str,
    body: str,
    *,
    language: str,
    idea_ids: Sequence[int] = (),
    key: str = "",
) -> Theme:
    """Begin a theme with these ideas; the same, sent again with the same key, is the same theme.

    Raises Denied when the actor does not moderate the place, and whatever `add_to_theme` raises.
    """
    refuse_others(actor, place_id)
    at = now()
    external_id = _named_by(actor, key, place_id)
    adding = insert(Theme).values(
        external_id=external_id,
        place_id=place_id,
        person_id=actor.person_id,
        created_at=at,
        recorded_at=at,
        listed_at=at,
        **written(checked_title(title), checked_body(body), language),
    )
    # Of two at once, one waits for the other here and then finds the theme begun.
    db.session.execute(adding.on_conflict_do_nothing(index_elements=["external_id"]))
    theme = db.session.scalars(select(Theme).where(Theme.external_id == external_id)).one()
    if idea_ids:
        add_to_theme(actor, theme.id, idea_ids)
    return theme


def _named_by(actor: Viewer, key: str, place_id: int) -> str:
    if not key:
        return uuid4().hex
    said = "\0".join((str(actor.person_id), key, str(place_id)))
    return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]
