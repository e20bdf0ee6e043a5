"""The pages on which issues are read, raised, answered and closed."""

from community.issues.views import answering, editing, pages, writing
from community.issues.views.blueprint import bp

__all__ = ["answering", "bp", "editing", "pages", "writing"]
