"""What can happen to news, to whoever is told of it, and to what people wish to hear."""

from community.notifications.operations.follow import follow, mute, unfollow
from community.notifications.operations.forget import forget_told
from community.notifications.operations.post import post_mails, take_up
from community.notifications.operations.prefer import mail_again, prefer, stop_mails
from community.notifications.operations.seen import mark_seen
from community.notifications.operations.tell import UNDO_FOR, notify, spare_route, take_back

__all__ = [
    "UNDO_FOR",
    "follow",
    "forget_told",
    "mail_again",
    "mark_seen",
    "mute",
    "notify",
    "post_mails",
    "prefer",
    "spare_route",
    "stop_mails",
    "take_back",
    "take_up",
    "unfollow",
]
