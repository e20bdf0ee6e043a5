"""Somebody says which tags a thing has: its text and what is searched follow."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select, update

from community.accounts.operations import refuse_paused
from community.extensions import db
from community.places.queries import get_place
from community.platform.errors import Denied, Missing
from community.platform.text import _
from community.roles.queries import Viewer
from community.search.operations import touch
from community.tags.models import Tagged
from community.tags.operations.write import set_tags
from community.tags.rules import fits, may_tag, split
from community.tags.things import KNOWN

__all__ = ["retag", "tag_thing"]


def tag_thing(actor: Viewer, thing: Tagged, thing_id: int, names: Collection[str], had: Collection[str]) -> None:
    """Let a moderator of its place change the tags of a thing: `had` are those that they saw.

    Raises Denied for others and for a paused account, Missing when there is no such thing, and what set_tags raises.
    """
    refuse_paused(actor.paused_until)
    table = KNOWN[thing].table
    locked = select(table.place_id).where(table.id == thing_id).with_for_update(key_share=True)
    place_id = db.session.scalar(locked)
    if place_id is None:
        raise Missing(_("There is nothing here that could have tags."))
    place, above = get_place(place_id)
    if not may_tag(actor.held, [each.id for each in (*above, place)]):
        raise Denied(_("Only moderators of this place can change these tags."))
    retag(thing, thing_id, names, actor.person_id, had=had)


def retag(
    thing: Tagged, thing_id: int, names: Collection[str], by: int | None, *, had: Collection[str] | None = None
) -> None:
    """Let the locked thing have the tags of these names, as set_tags does, and write down its text of tags anew.

    What of that text names no tag, for an import brought it, stays in it.
    """
    tags = set_tags(thing, thing_id, names, by, had=had)
    table = KNOWN[thing].table
    text = db.session.scalar(select(table.tags).where(table.id == thing_id)) or ""
    said = [*(tag.name for tag in tags), *(name for name in split(text) if not fits(name))]
    new = update(table).where(table.id == thing_id).values(tags="; ".join(said) or None)
    db.session.execute(new)
    touch(str(thing), thing_id)
