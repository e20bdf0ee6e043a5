"""What can happen to what has tags."""

from community.tags.operations.record import record_tags
from community.tags.operations.retag import retag, tag_thing
from community.tags.operations.write import checked_names, set_tags

__all__ = ["checked_names", "record_tags", "retag", "set_tags", "tag_thing"]
