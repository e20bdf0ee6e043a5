"""What can be known about news: whom it reaches and how people wish to hear of it."""

from community.notifications.queries.preferences import Wish, get_wishes
from community.notifications.queries.reach import Reach, count_reached

__all__ = ["Reach", "Wish", "count_reached", "get_wishes"]
