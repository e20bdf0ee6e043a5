"""A comment is locked before it is changed, and its parent counted anew after it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import aliased

from community.accounts.counting import whom
from community.comments.models import Comment
from community.extensions import db
from community.platform.errors import Denied, Missing
from community.platform.text import _
from community.roles.queries import Viewer
from community.writing.rules import wrote

__all__ = ["lock_comment", "lock_own", "recount_replies"]


def lock_comment(comment_id: int) -> Comment:
    """Return the comment as nobody else changes it until the transaction ends; raise Missing when there is none."""
    comment = db.session.get(Comment, comment_id, populate_existing=True, with_for_update={"key_share": True})
    if comment is None:
        raise Missing(_("There is no such comment."))
    return comment


def lock_own(actor: Viewer, comment_id: int) -> Comment:
    """Return the actor's own comment, locked; raise Denied when it is somebody else's, and Missing when hidden."""
    comment = lock_comment(comment_id)
    if not wrote(actor.counts_as_id, whom(comment.author_id)):
        if comment.hidden_at:
            raise Missing(_("There is no such comment."))
        raise Denied(_("Only who wrote a comment can do this."))
    return comment


def recount_replies(*parent_ids: int | None) -> None:
    """Count anew the replies that everybody is shown to these comments, which are locked in order."""
    ids = sorted({parent_id for parent_id in parent_ids if parent_id is not None})
    if not ids:
        return
    locking: Any = select(Comment.id).where(Comment.id.in_(ids)).order_by(Comment.id)
    db.session.execute(locking.with_for_update(key_share=True)).all()
    reply = aliased(Comment, name="reply")
    count = select(func.count()).select_from(reply).where(reply.parent_id == Comment.id, reply.listed)
    changing = update(Comment).where(Comment.id.in_(ids)).values(reply_count=count.scalar_subquery())
    db.session.execute(changing.execution_options(synchronize_session=False))
