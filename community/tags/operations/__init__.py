"""What can happen to what has tags."""

from community.tags.operations.record import record_tags
from community.tags.operations.write import checked_names, set_tags

__all__ = ["checked_names", "record_tags", "set_tags"]
