"""Somebody says something under a thing, or replies to it."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from sqlalchemy import select

from community.accounts.operations import refuse_paused
from community.comments.models import Comment, On, Side
from community.comments.operations.own import lock_comment, recount_replies
from community.comments.rules import COMMENT_LENGTH, TIMES_AS_MANY, may_reply, may_take_sides
from community.comments.things import KNOWN
from community.extensions import db
from community.platform.clock import now
from community.platform.database import insert
from community.platform.errors import Missing, Refused, Unclear
from community.platform.text import _, plural
from community.roles.queries import Viewer
from community.search.operations import touch
from community.writing.operations import (
    checked_body,
    dated,
    discard_draft,
    refuse_many,
    refuse_many_links,
    refuse_strangers,
    written,
)

__all__ = ["checked_comment", "say_comment", "worded"]


def say_comment(
    actor: Viewer, thing: On, thing_id: int, body: str, *, side: Side, parent_id: int | None, language: str, key: str
) -> Comment:
    """Say something under a thing that everybody is shown; the same words sent with the same key are one comment.

    A reply to a reply joins those to the same comment. Raises Denied when the actor's account is paused or others post
    in the thing's place, TooSoon when the account is new and posts much, Missing when there is no such thing or
    comment, and Refused when it is out of sight.
    """
    refuse_paused(actor.paused_until)
    body = checked_comment(body)
    known = KNOWN[thing]
    subject = db.session.execute(
        select(known.table.place_id, known.table.listed).where(known.table.id == thing_id)
    ).first()
    if subject is None:
        raise Missing(_("There is nothing here to comment on."))
    if not subject.listed:
        raise Refused(_("This is out of sight at present, so nothing can be said below it."))
    refuse_strangers(actor, subject.place_id)
    above = _above(parent_id, thing, thing_id)
    taken = side if may_take_sides(known.sided, above is not None) else Side.NEUTRAL
    said = "\0".join(("comment", str(actor.person_id), key, thing, str(thing_id), str(above), taken, body))
    external_id = sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    refuse_many_links(actor, "", body)
    refuse_many(actor, Comment, external_id, _say_many, times=TIMES_AS_MANY)
    discard_draft(actor.person_id, key)
    at = now()
    adding = insert(Comment).values(
        external_id=external_id,
        thing=thing,
        thing_id=thing_id,
        parent_id=above,
        side=taken,
        author_id=actor.person_id,
        recorded_at=at,
        **worded(body, language),
        **dated(at),
    )
    # Of two at once, one waits for the other here and then finds it said.
    db.session.execute(adding.on_conflict_do_nothing(index_elements=["external_id"]))
    comment = db.session.scalars(select(Comment).where(Comment.external_id == external_id)).one()
    recount_replies(above)
    touch("comment", comment.id)
    return comment


def checked_comment(body: str) -> str:
    """Return the words as they are stored; raise Unclear when there are none, or too many."""
    text = checked_body(body).strip()
    if not text:
        raise Unclear(_("Write something first."))
    if len(text) > COMMENT_LENGTH:
        raise Unclear(_("The comment is too long: at most %(most)s letters.", most=COMMENT_LENGTH))
    return text


def worded(body: str, language: str) -> dict[str, Any]:
    """Return the columns that follow from what somebody says."""
    columns = written("", body, language)
    del columns["title"]
    return columns


def _above(parent_id: int | None, thing: On, thing_id: int) -> int | None:
    """Return the comment of the first level to which a reply to `parent_id` belongs."""
    if parent_id is None:
        return None
    parent = lock_comment(parent_id)
    if parent.parent_id is not None:
        if not parent.listed:
            raise Refused(_("The comment that you reply to is out of sight by now."))
        parent = lock_comment(parent.parent_id)
    if (parent.thing, parent.thing_id) != (thing, thing_id):
        raise Missing(_("There is no such comment."))
    if not may_reply(parent.listed, parent.reply_count):
        raise Refused(_("The comment that you reply to is out of sight by now."))
    return parent.id


def _say_many(most: int, moment: str) -> str:
    said: str = plural(
        "In its first days, an account posts %(num)s comment a day. The next one is possible from %(moment)s.",
        "In its first days, an account posts %(num)s comments a day. The next one is possible from %(moment)s.",
        most,
        moment=moment,
    )
    return said
