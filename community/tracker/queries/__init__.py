"""What can be known about commitments."""

from community.tracker.queries.answered import answered

__all__ = ["answered"]
