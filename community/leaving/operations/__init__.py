"""What can happen when somebody leaves."""

from community.leaving.operations.close import close

__all__ = ["close"]
