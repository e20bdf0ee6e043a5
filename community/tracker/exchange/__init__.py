"""Commitments and their updates as tables."""

from community.tracker.exchange.commitments import COMMITMENTS
from community.tracker.exchange.updates import UPDATES

__all__ = ["COMMITMENTS", "UPDATES"]
