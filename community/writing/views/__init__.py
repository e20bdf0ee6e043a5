"""The pages of what is begun, and of what waits."""

from community.writing.views import drafts, waiting
from community.writing.views.blueprint import bp

__all__ = ["bp", "drafts", "waiting"]
