"""What can happen to a flag, and what moderators can decide."""

from community.moderation.operations.flags import flag

__all__ = ["flag"]
