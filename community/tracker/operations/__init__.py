"""What can happen to a commitment."""

from community.tracker.operations.recount import Difference, recount_asking, wrong_asking

__all__ = ["Difference", "recount_asking", "wrong_asking"]
