"""What pages read of comments."""

from community.comments.queries.lists import PAGE, Order, list_comments, list_replies, talk_of
from community.comments.queries.one import (
    get_comment,
    get_first,
    get_subject,
    get_version,
    get_words,
    leads_of,
    list_versions,
    where_it_stands,
)
from community.comments.queries.rows import CommentRow, Talk, Thread, Words, address, discussion_address
from community.comments.queries.subjects import external_id_of, is_shown, subject_column

__all__ = [
    "PAGE",
    "CommentRow",
    "Order",
    "Talk",
    "Thread",
    "Words",
    "address",
    "discussion_address",
    "external_id_of",
    "get_comment",
    "get_first",
    "get_subject",
    "get_version",
    "get_words",
    "is_shown",
    "leads_of",
    "list_comments",
    "list_replies",
    "list_versions",
    "subject_column",
    "talk_of",
    "where_it_stands",
]
