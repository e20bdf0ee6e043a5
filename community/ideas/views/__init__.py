"""The pages on which ideas are read, voted on and written."""

from community.ideas.views import editing, links, pages, queue, writing
from community.ideas.views.blueprint import bp

__all__ = ["bp", "editing", "links", "pages", "queue", "writing"]
