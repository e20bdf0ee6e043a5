"""How comments are found: what everybody may read of them."""

from __future__ import annotations

from sqlalchemy import String, literal, select

from community.comments.models import Comment
from community.comments.queries import address, is_shown, subject_column
from community.platform.text import lazy
from community.search.sources import Source

__all__ = ["source"]


def source() -> Source:
    """Return it for what can be commented on by now; a comment's title is how it begins."""
    return Source(
        "comment",
        lazy("Comment"),
        select(
            Comment.id.label("id"),
            Comment.external_id.label("external_id"),
            Comment.lead.label("title"),
            Comment.body.label("body"),
            Comment.language.label("language"),
            Comment.direction.label("direction"),
            subject_column(Comment, "place_id").label("place_id"),
            literal(None, String).label("status"),
            Comment.listed_at.label("at"),
        ).where(is_shown(Comment)),
        lambda comment_id, _lead: address(comment_id),
    )
