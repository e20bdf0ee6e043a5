"""What pages get of comments: frozen rows, each with the columns it is read from, in the same order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import aliased

from community.accounts.counting import counts_as
from community.accounts.models import Person
from community.comments.models import Comment, CommentVersion, On, Side

__all__ = [
    "AUTHOR",
    "COMMENT_ROW",
    "VERSION_ROW",
    "CommentRow",
    "Talk",
    "Thread",
    "VersionRow",
    "Words",
    "address",
    "discussion_address",
    "with_author",
]


class CommentRow(NamedTuple):
    """A comment; one that is out of sight shows no words where its replies are shown."""

    id: int
    external_id: str
    thing: On
    thing_id: int
    parent_id: int | None
    side: Side
    author_id: int | None
    author_name: str | None
    lead: str
    body_html: str
    language: str
    direction: str
    created_at: datetime | None
    listed_at: datetime
    listed: bool
    withdrawn_at: datetime | None
    hidden_at: datetime | None
    reply_count: int
    version: int
    edited_at: datetime | None

    @property
    def url(self) -> str:
        return address(self.id)

    @property
    def anchor(self) -> str:
        """The id of its element on every page that shows it."""
        return f"comment-{self.id}"


AUTHOR = aliased(Person, name="author")
COMMENT_ROW = (
    Comment.id, Comment.external_id, Comment.thing, Comment.thing_id, Comment.parent_id, Comment.side, Person.id,
    Person.name, Comment.lead, Comment.body_html, Comment.language, Comment.direction, Comment.created_at,
    Comment.listed_at, Comment.listed, Comment.withdrawn_at, Comment.hidden_at, Comment.reply_count, Comment.version,
    CommentVersion.written_at,
)  # fmt: skip
"""Person is whom the author counts as: the comment is in their hands, and bears their name."""


def with_author(rows: Any) -> Any:
    """Return this SELECT of comments with the tables that COMMENT_ROW is read from."""
    return (
        rows.outerjoin(AUTHOR, AUTHOR.id == Comment.author_id)
        .outerjoin(Person, Person.id == counts_as(AUTHOR))
        .outerjoin(
            CommentVersion, (CommentVersion.comment_id == Comment.id) & (CommentVersion.number == Comment.version)
        )
    )


class Thread(NamedTuple):
    """A comment and the first replies to it."""

    comment: CommentRow
    replies: Sequence[CommentRow]

    @property
    def more(self) -> int:
        """How many replies are not among these."""
        return max(0, self.comment.reply_count - len(self.replies))


class Talk(NamedTuple):
    """What is said under a thing, as its own page shows it: how much, and the latest of each side."""

    thing: On
    thing_id: int
    sided: bool
    total: int
    # Of the first level.
    for_count: int
    against_count: int
    neutral_count: int
    threads: Sequence[Thread]

    def of(self, side: str) -> Sequence[Thread]:
        """Return the threads of one side."""
        return [thread for thread in self.threads if thread.comment.side == side]

    @property
    def url(self) -> str:
        """The address of the page with all of it."""
        return discussion_address(self.thing, self.thing_id)


class VersionRow(NamedTuple):
    """One version of a comment: who wrote it when."""

    number: int
    person_name: str | None
    written_at: datetime | None


VERSION_ROW = (CommentVersion.number, Person.name, CommentVersion.written_at)


class Words(NamedTuple):
    """What a comment says, as it was typed; it has no title."""

    body: str
    title: str = ""


def address(comment_id: int) -> str:
    """Return the address that always leads to a comment, wherever it stands."""
    return f"/comments/{comment_id}"


def discussion_address(thing: On, thing_id: int) -> str:
    """Return the address of all that is said under a thing."""
    return f"/comments/{thing}/{thing_id}"
