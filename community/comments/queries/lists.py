"""What is said under a thing: the latest of it on the thing's page, all of it in pages by key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func, or_, select, union_all

from community.comments.models import Comment, On, Side
from community.comments.queries.rows import COMMENT_ROW, CommentRow, Talk, Thread, with_author
from community.comments.things import KNOWN
from community.platform.paging import Key, Page, page_ids, page_of
from community.platform.reading import Reading

__all__ = ["FIRST_REPLIES", "PAGE", "Order", "list_comments", "list_replies", "talk_of"]

FIRST = 3
"""So many of each side the page of a thing shows; twice as many where there are no sides."""
FIRST_REPLIES = 2
"""So many replies are shown below a comment; the others are on a page of their own."""
PAGE = 20

_THING = bindparam("thing", type_=Comment.thing.type)
_THING_ID = bindparam("thing_id", type_=Comment.thing_id.type)
_UNDER = (Comment.thing == _THING, Comment.thing_id == _THING_ID)
# What was withdrawn or hidden keeps its place while there are replies to it.
_SHOWN = or_(Comment.listed, Comment.reply_count > 0)


class Order(StrEnum):
    """How comments can be sorted."""

    NEWEST = "newest"
    OLDEST = "oldest"


def talk_of(thing: On, thing_id: int) -> Talk:
    """Return how much is said under a thing, and the latest of it; one statement, however much there is."""
    sided = KNOWN[thing].sided
    found = _talk(sided).all(thing=thing, thing_id=thing_id)
    total, pro, con, neither = found[0][1] if found else (0, 0, 0, 0)
    threads = _threads([row for row, _counts in found], falling=True)
    return Talk(thing, thing_id, sided, total, pro, con, neither, threads)


def list_comments(
    thing: On, thing_id: int, order: Order, *, side: Side | None = None, key: Key | None = None, size: int = PAGE
) -> Page[Thread]:
    """Return one page of what is said under a thing, of one side or of all, each with its first replies."""
    falling = order is Order.NEWEST
    found = _listed(falling, side is not None, key is not None, key is not None and key.back).all(
        thing=thing, thing_id=thing_id, side=side, size=size + 1, key=key.value if key else None,
        key_id=key.id if key else None,
    )  # fmt: skip
    threads = _threads(found, falling=falling != (key is not None and key.back))
    return page_of(threads, size, key, lambda thread: (thread.comment.listed_at, thread.comment.id))


def list_replies(comment_id: int, *, key: Key | None = None, size: int = PAGE) -> Page[CommentRow]:
    """Return one page of the replies to a comment that everybody is shown, the first one first."""
    back = key is not None and key.back
    found = _replies(key is not None, back).all(
        parent_id=comment_id, size=size + 1, key=key.value if key else None, key_id=key.id if key else None
    )
    found.sort(key=_when, reverse=back)
    return page_of(found, size, key, _when)


def _when(row: CommentRow) -> tuple[datetime, int]:
    return row.listed_at, row.id


def _threads(rows: Sequence[CommentRow], *, falling: bool) -> Sequence[Thread]:
    """Put replies, the first one first, below what they reply to, which is sorted by when it was said.

    What is out of sight comes without its words.
    """
    rows = [row if row.listed else row._replace(body_html="", lead="", author_name=None) for row in rows]
    replies: dict[int, list[CommentRow]] = {}
    for row in sorted(rows, key=_when):
        if row.parent_id is not None:
            replies.setdefault(row.parent_id, []).append(row)
    firsts = sorted((row for row in rows if row.parent_id is None), key=_when, reverse=falling)
    return [Thread(row, replies.get(row.id, ())) for row in firsts]


@cache
def _talk(sided: bool) -> Reading[tuple[CommentRow, tuple[int, ...]]]:
    tops = select(Comment.id, Comment.listed_at).where(*_UNDER, Comment.parent_id.is_(None), _SHOWN)
    latest = Comment.listed_at.desc(), Comment.id.desc()
    if sided:
        parts = [tops.where(Comment.side == side).order_by(*latest).limit(FIRST) for side in Side]
    else:
        parts = [tops.order_by(*latest).limit(2 * FIRST)]
    first = union_all(*(select(part.subquery()) for part in parts)).cte("first")
    # Under a thing with any comments, there is one to be shown: these counts stand on each row.
    listed = select(func.count()).select_from(Comment).where(*_UNDER, Comment.listed)
    of_sides = [listed.where(Comment.side == side, Comment.parent_id.is_(None)) for side in Side]
    counts = [count.scalar_subquery() for count in (listed, *of_sides)]
    return Reading(
        lambda *cells: (CommentRow(*cells[: -len(counts)]), cells[-len(counts) :]), _with_replies(first, *counts)
    )


@cache
def _listed(falling: bool, of_side: bool, keyed: bool, back: bool) -> Reading[CommentRow]:
    rows = select(Comment).where(*_UNDER, Comment.parent_id.is_(None), _SHOWN)
    if of_side:
        rows = rows.where(Comment.side == bindparam("side", type_=Comment.side.type))
    value: Any = Comment.listed_at
    number: Any = Comment.id
    return Reading(
        CommentRow, _with_replies(page_ids(rows, value, number, descending=falling, keyed=keyed, back=back).cte("page"))
    )


@cache
def _replies(keyed: bool, back: bool) -> Reading[CommentRow]:
    rows = select(Comment).where(Comment.parent_id == bindparam("parent_id"), Comment.listed)
    value: Any = Comment.listed_at
    number: Any = Comment.id
    page = page_ids(rows, value, number, descending=False, keyed=keyed, back=back).subquery("page")
    return Reading(CommentRow, with_author(select(*COMMENT_ROW).join_from(page, Comment, Comment.id == page.c.id)))


def _with_replies(first: Any, *more: Any) -> Any:
    """Select comments of the first level by their ids, and the first replies to each."""
    nth = func.row_number().over(partition_by=Comment.parent_id, order_by=(Comment.listed_at, Comment.id))
    replies = (
        select(Comment.id, nth.label("nth"))
        .join_from(first, Comment, Comment.parent_id == first.c.id)
        .where(Comment.listed)
        .subquery("replies")
    )
    ids = union_all(select(first.c.id), select(replies.c.id).where(replies.c.nth <= FIRST_REPLIES)).subquery("ids")
    return with_author(select(*COMMENT_ROW, *more).join_from(ids, Comment, Comment.id == ids.c.id))
