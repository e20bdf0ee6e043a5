"""The pages on which ideas are read, voted on and written."""

from community.ideas.views import drafts, editing, pages, waiting, writing
from community.ideas.views.blueprint import bp

__all__ = ["bp", "drafts", "editing", "pages", "waiting", "writing"]
