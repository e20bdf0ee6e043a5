"""The pages of searching, and its answers for programs."""

from community.search.views import api, pages
from community.search.views.blueprint import bp

__all__ = ["api", "bp", "pages"]
