"""Somebody leaves and takes their words along."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select, update

from community.comments.models import Comment, CommentVersion
from community.comments.operations.own import recount_replies
from community.extensions import db
from community.platform.clock import now
from community.search.operations import touch
from community.writing.operations import forget_drafts_of

__all__ = ["remove_words"]

GONE = "…"
"""What stands where words were removed."""


def remove_words(person_ids: Collection[int]) -> None:
    """Empty these persons' comments with all their versions; what remains is withdrawn, and replies to it stay."""
    mine = select(Comment.id, Comment.parent_id).where(Comment.author_id.in_(person_ids)).order_by(Comment.id)
    found = db.session.execute(mine.with_for_update(key_share=True)).all()
    ids = [row.id for row in found]
    empty = update(Comment).where(Comment.author_id.in_(person_ids))
    empty = empty.values(lead=GONE, body="", body_html="", listed=False)
    db.session.execute(empty.values(withdrawn_at=func.coalesce(Comment.withdrawn_at, now())))
    versions = update(CommentVersion).where(CommentVersion.comment_id.in_(select(mine.subquery().c.id)))
    db.session.execute(versions.values(body="").execution_options(synchronize_session=False))
    recount_replies(*(row.parent_id for row in found))
    forget_drafts_of("comment", ids)
    touch("comment", *ids)
