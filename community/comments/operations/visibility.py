"""A comment is taken out of sight and shown again: by its author, or by a moderator; nothing is destroyed."""

from __future__ import annotations

from datetime import datetime

from community.comments.models import Comment
from community.comments.operations.own import lock_comment, lock_own, recount_replies
from community.extensions import db
from community.platform.clock import now
from community.roles.queries import Viewer
from community.search.operations import touch

__all__ = ["bring_back", "hide_comment", "restore_comment", "withdraw_comment"]


def withdraw_comment(actor: Viewer, comment_id: int) -> Comment:
    """Take one's own comment back; withdrawing again changes nothing, and replies to it stay."""
    comment = lock_own(actor, comment_id)
    return _show(comment, comment.withdrawn_at or now(), comment.hidden_at)


def bring_back(actor: Viewer, comment_id: int) -> Comment:
    """Put one's own withdrawn comment before everybody again, unless it is hidden as well."""
    comment = lock_own(actor, comment_id)
    return _show(comment, None, comment.hidden_at)


def hide_comment(comment_id: int) -> Comment:
    """Take a comment out of everybody's sight; moderation asks who may, and keeps why."""
    comment = lock_comment(comment_id)
    return _show(comment, comment.withdrawn_at, comment.hidden_at or now())


def restore_comment(comment_id: int) -> Comment:
    """End that a comment is hidden; what its author withdrew stays withdrawn."""
    comment = lock_comment(comment_id)
    return _show(comment, comment.withdrawn_at, None)


def _show(comment: Comment, withdrawn_at: datetime | None, hidden_at: datetime | None) -> Comment:
    comment.withdrawn_at, comment.hidden_at = withdrawn_at, hidden_at
    comment.listed = withdrawn_at is None and hidden_at is None
    db.session.flush()
    recount_replies(comment.parent_id)
    touch("comment", comment.id)
    return comment
