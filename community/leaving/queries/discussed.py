"""What somebody said under things."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import aliased

from community.comments.models import Comment, CommentVersion
from community.comments.queries import external_id_of
from community.leaving.queries.part import Parts

__all__ = ["select_discussed"]


def select_discussed(people: Sequence[int]) -> Parts:
    """What somebody said under things, and what each of it said before."""
    parent = aliased(Comment, name="parent")
    comment = Comment.external_id.label("comment")
    return {
        "comments": (
            True,
            select(
                Comment.external_id, Comment.thing, external_id_of(Comment).label("on"),
                parent.external_id.label("parent"), Comment.side, Comment.body, Comment.language, Comment.created_at,
                Comment.withdrawn_at, Comment.hidden_at,
            )
            .outerjoin(parent, parent.id == Comment.parent_id)
            .where(Comment.author_id.in_(people))
            .order_by(Comment.id),
        ),
        "comment_versions": (
            True,
            select(comment, CommentVersion.number, CommentVersion.body, CommentVersion.written_at)
            .join(Comment, Comment.id == CommentVersion.comment_id)
            .where(CommentVersion.person_id.in_(people))
            .order_by(CommentVersion.comment_id, CommentVersion.number),
        ),
    }  # fmt: skip
