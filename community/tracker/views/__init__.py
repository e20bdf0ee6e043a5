"""The pages on which commitments are made, followed and held to."""

from community.tracker.views import explained, feeds, ledger, one, owed, pages
from community.tracker.views.blueprint import bp

__all__ = ["bp", "explained", "feeds", "ledger", "one", "owed", "pages"]
