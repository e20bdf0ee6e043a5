"""What can be known about news: what is told to whom, by which ways, and how people wish to hear of it."""

from community.notifications.queries.following import Following, following_of, get_following
from community.notifications.queries.mails import NEWS, find_reader, is_any_due
from community.notifications.queries.preferences import Wish, get_wishes
from community.notifications.queries.reach import Reach, count_reached
from community.notifications.queries.told import MOST_TOLD, list_told, list_told_by, unread_of

__all__ = [
    "MOST_TOLD",
    "NEWS",
    "Following",
    "Reach",
    "Wish",
    "count_reached",
    "find_reader",
    "following_of",
    "get_following",
    "get_wishes",
    "is_any_due",
    "list_told",
    "list_told_by",
    "unread_of",
]
