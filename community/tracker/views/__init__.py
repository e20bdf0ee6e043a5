"""The pages on which commitments are made, followed and held to."""

from community.tracker.views import declining, desk, explained, feeds, ledger, making, one, owed, pages, updating
from community.tracker.views.blueprint import bp

__all__ = ["bp", "declining", "desk", "explained", "feeds", "ledger", "making", "one", "owed", "pages", "updating"]
