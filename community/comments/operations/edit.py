"""A comment is written anew; what it said before stays readable."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert as plain_insert
from sqlalchemy import update

from community.accounts.operations import refuse_paused
from community.comments.models import Comment, CommentVersion
from community.comments.operations.own import lock_own
from community.comments.operations.say import checked_comment, worded
from community.extensions import db
from community.platform.clock import now
from community.platform.text import _
from community.roles.queries import Viewer
from community.search.operations import touch
from community.writing.operations import Outdated, discard_draft, draft_key, refuse_many_links
from community.writing.rules import is_current

__all__ = ["edit_comment", "record_version"]


def edit_comment(actor: Viewer, comment_id: int, version: int, body: str) -> None:
    """Let the actor's own comment say something else; `version` is the one they had before them.

    Sending the same words again changes nothing. Raises Denied when the account is paused or the comment is somebody
    else's, and Outdated when there is a newer version.
    """
    body = checked_comment(body)
    comment = lock_own(actor, comment_id)
    refuse_paused(actor.paused_until)
    if body != comment.body:
        refuse_many_links(actor, "", body)
        if not is_current(version, comment.version):
            raise Outdated(_("This comment was changed while you were writing."))
        record_version(comment, body, actor.person_id)
        db.session.execute(update(Comment).where(Comment.id == comment.id).values(worded(body, comment.language)))
        touch("comment", comment.id)
    discard_draft(actor.person_id, draft_key("comment", comment_id))
    db.session.flush()


def record_version(comment: Comment, says: str, now_by: int | None) -> None:
    """Keep what the locked comment says now as its next version; its first one is kept, too."""
    if comment.version == 1:
        _keep(comment.id, 1, comment.body, comment.author_id, comment.created_at)
    _keep(comment.id, comment.version + 1, says, now_by, now())
    db.session.execute(update(Comment).where(Comment.id == comment.id).values(version=comment.version + 1))


def _keep(comment_id: int, number: int, body: str, by: int | None, at: datetime | None) -> None:
    row = {"comment_id": comment_id, "number": number, "body": body, "person_id": by, "written_at": at}
    db.session.execute(plain_insert(CommentVersion).values(row))
