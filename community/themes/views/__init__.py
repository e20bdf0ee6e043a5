"""The pages of themes."""

from community.themes.views import gathering, hand, pages, writing
from community.themes.views.blueprint import bp

__all__ = ["bp", "gathering", "hand", "pages", "writing"]
