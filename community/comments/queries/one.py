"""One comment: what it says, what it said before, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select

from community.accounts.counting import counts_as
from community.accounts.models import Person
from community.comments.models import Comment, CommentVersion, On
from community.comments.queries.lists import PAGE
from community.comments.queries.rows import (
    AUTHOR,
    COMMENT_ROW,
    VERSION_ROW,
    CommentRow,
    VersionRow,
    Words,
    discussion_address,
    with_author,
)
from community.comments.rules import may_reply, may_see_unlisted
from community.comments.things import KNOWN, Subject
from community.places.queries import get_place
from community.platform.database import execute
from community.platform.errors import Gone, Missing
from community.platform.paging import Key
from community.platform.reading import Reading, note
from community.platform.text import _
from community.roles.queries import Viewer

__all__ = [
    "get_comment",
    "get_first",
    "get_subject",
    "get_version",
    "get_words",
    "leads_of",
    "list_versions",
    "where_it_stands",
]

MOST_VERSIONS = 100

_ID = bindparam("comment_id", type_=Comment.id.type)
_COMMENT = Reading(CommentRow, with_author(select(*COMMENT_ROW)).where(Comment.id == _ID))
_WORDS = Reading(Words, select(Comment.body).where(Comment.id == _ID))
_VERSION = Reading(
    Words,
    select(CommentVersion.body).where(CommentVersion.comment_id == _ID, CommentVersion.number == bindparam("number")),
)
_VERSIONS = Reading(
    VersionRow,
    select(*VERSION_ROW)
    .outerjoin(AUTHOR, AUTHOR.id == CommentVersion.person_id)
    .outerjoin(Person, Person.id == counts_as(AUTHOR))
    .where(CommentVersion.comment_id == _ID)
    .order_by(CommentVersion.number.desc())
    .limit(MOST_VERSIONS),
)
_LEADS = select(Comment.id, Comment.lead).where(Comment.id.in_(bindparam("ids", expanding=True)), Comment.listed)


def get_subject(thing: On, thing_id: int, viewer: Viewer | None = None) -> Subject:
    """Return what is commented on; raise Missing or Gone when it is not there for this viewer."""
    return KNOWN[thing].get(thing_id, viewer)


def get_comment(comment_id: int, viewer: Viewer | None = None) -> CommentRow:
    """Return the comment with this id; raise Missing when there is none or it is hidden, and Gone when it is withdrawn.

    Its author and the moderators of its place see it also then. What it is said of is asked for beside it.
    """
    found = _COMMENT.first(comment_id=comment_id)
    if found is None:
        raise Missing(_("There is no such comment."))
    if not found.listed and not _seen_all_the_same(found, viewer):
        if found.hidden_at:
            raise Missing(_("There is no such comment."))
        raise Gone(_("Whoever wrote this comment has withdrawn it."))
    return found


def get_first(comment_id: int, viewer: Viewer | None = None) -> CommentRow:
    """Return the comment of the first level to which this one belongs, as the top of its thread.

    One that is out of sight stands there, without its words, while there are replies to it.
    """
    found = _COMMENT.first(comment_id=comment_id)
    if found is not None and found.parent_id is not None:
        found = _COMMENT.first(comment_id=found.parent_id)
    if found is not None and may_reply(found.listed, found.reply_count):
        return found
    return get_comment(found.id if found else comment_id, viewer)


def where_it_stands(comment: CommentRow) -> str:
    """Return the address of the page, and of the place on it, that shows a comment among what was said around it."""
    value, number = Comment.listed_at, Comment.id
    if comment.parent_id is not None:
        base = f"/comments/{comment.parent_id}/thread"
        before = and_(
            Comment.parent_id == comment.parent_id,
            Comment.listed,
            or_(value < comment.listed_at, and_(value == comment.listed_at, number < comment.id)),
        )
        key = Key(comment.listed_at, comment.id - 1)
    else:
        base = discussion_address(comment.thing, comment.thing_id)
        before = and_(
            Comment.thing == comment.thing,
            Comment.thing_id == comment.thing_id,
            Comment.parent_id.is_(None),
            or_(Comment.listed, Comment.reply_count > 0),
            or_(value > comment.listed_at, and_(value == comment.listed_at, number > comment.id)),
        )
        key = Key(comment.listed_at, comment.id + 1)
    some = select(Comment.id).where(before).limit(PAGE).subquery()
    ahead = execute(select(func.count()).select_from(some)).scalar_one()
    note((base, ahead))
    page = f"?page={key}" if ahead >= PAGE else ""
    return f"{base}{page}#{comment.anchor}"


def leads_of(comment_ids: Sequence[int]) -> Mapping[int, str]:
    """Return the first words of those of these comments that are listed."""
    found = execute(_LEADS, {"ids": list(comment_ids)})
    leads = {comment_id: lead for comment_id, lead in found}
    note(leads)
    return leads


def get_words(comment_id: int) -> Words:
    """Return what the comment says as it was typed; raise Missing when there is no such comment."""
    words = _WORDS.first(comment_id=comment_id)
    if words is None:
        raise Missing(_("There is no such comment."))
    return words


def list_versions(comment_id: int) -> Sequence[VersionRow]:
    """Return the versions of a comment, the latest first; none when it was never edited."""
    return _VERSIONS.all(comment_id=comment_id)


def get_version(comment_id: int, number: int) -> Words:
    """Return what one version of the comment said; raise Missing when there is none."""
    words = _VERSION.first(comment_id=comment_id, number=number)
    if words is None:
        raise Missing(_("This comment has no such version."))
    return words


def _seen_all_the_same(comment: CommentRow, viewer: Viewer | None) -> bool:
    if viewer is None:
        return False
    place_id: Any = KNOWN[comment.thing].get(comment.thing_id, viewer).place_id
    place, above = get_place(place_id)
    return may_see_unlisted(viewer.counts_as_id, viewer.held, comment.author_id, [each.id for each in (*above, place)])
