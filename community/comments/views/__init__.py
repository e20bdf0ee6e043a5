"""The pages of comments."""

from community.comments.views import editing, pages, saying
from community.comments.views.blueprint import bp

__all__ = ["bp", "editing", "pages", "saying"]
