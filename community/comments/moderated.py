"""How comments are moderated: by the moderators of the place of what they are said of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from community.comments.models import Comment
from community.comments.operations import hide_comment, restore_comment
from community.comments.queries import address, get_comment, get_subject, subject_column
from community.extensions import db
from community.platform.moderated import Columns, Moderated, Wording
from community.platform.text import lazy
from community.roles.queries import Viewer

__all__ = ["moderated_comments"]


class Flaggable(NamedTuple):
    """A comment as pages about flags and decisions show it; how it begins stands for a title."""

    id: int
    title: str
    language: str
    direction: str
    body_html: str | None
    place_id: int
    author_id: int | None
    author_name: str | None
    hidden_at: datetime | None

    @property
    def url(self) -> str:
        return address(self.id)


def _get(comment_id: int, viewer: Viewer | None) -> Flaggable:
    row = get_comment(comment_id, viewer)
    subject = get_subject(row.thing, row.thing_id, viewer)
    return Flaggable(
        row.id, row.lead, row.language, row.direction, row.body_html, subject.place_id, row.author_id, row.author_name,
        row.hidden_at,
    )  # fmt: skip


def _lock(comment_ids: Collection[int]) -> Sequence[Any]:
    ids = sorted(comment_ids)
    locking = select(Comment.id).where(Comment.id.in_(ids)).order_by(Comment.id)
    db.session.execute(locking.with_for_update(key_share=True)).all()
    columns: tuple[Any, ...] = (
        Comment.id, Comment.lead, Comment.language, Comment.direction, Comment.body_html,
        subject_column(Comment, "place_id"), Comment.author_id, Comment.external_id, Comment.hidden_at,
    )  # fmt: skip
    rows = db.session.execute(select(*columns).where(Comment.id.in_(ids)).order_by(Comment.id))
    return [Flaggable(*row)._replace(author_name=None) for row in rows]


def moderated_comments() -> Moderated:
    """Return it for what can be commented on by now."""
    return Moderated(
        folder="comments",
        columns=Columns(
            Comment, Comment.id, Comment.external_id, Comment.lead, Comment.lead, Comment.language, Comment.direction,
            subject_column(Comment, "place_id"), Comment.author_id,
        ),
        get=_get,
        lock=_lock,
        hide=hide_comment,
        restore=restore_comment,
        address=lambda comment_id, _lead: address(comment_id),
        words=Wording(
            flag=lazy("Flag a comment"),
            decide=lazy("Decide on a comment"),
            all_about=lazy("All about this comment"),
            read_whole=lazy("Read the whole comment"),
            to_disagree=lazy("Say that it breaks the rules of this site. To disagree with it, reply to it instead."),
            was_hidden=lazy("Your comment was hidden"),
            shown_again=lazy("Your comment is shown again"),
        ),
    )  # fmt: skip
