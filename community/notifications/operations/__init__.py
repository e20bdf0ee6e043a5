"""What can happen to news, to whoever is told of it, and to what people wish to hear."""

from community.notifications.operations.follow import follow, mute, unfollow
from community.notifications.operations.prefer import mail_again, prefer, stop_mails
from community.notifications.operations.tell import UNDO_FOR, notify, spare_route, take_back

__all__ = [
    "UNDO_FOR",
    "follow",
    "mail_again",
    "mute",
    "notify",
    "prefer",
    "spare_route",
    "stop_mails",
    "take_back",
    "unfollow",
]
