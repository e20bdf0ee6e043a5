"""The pages on which people read what became of what they said, and choose what they hear of."""

from community.notifications.views import following, preferences, stopping, told
from community.notifications.views.blueprint import bp

__all__ = ["bp", "following", "preferences", "stopping", "told"]
