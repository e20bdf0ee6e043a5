"""What can happen to a theme."""

from community.themes.operations.count import count_people
from community.themes.operations.edit import Outdated, edit_theme
from community.themes.operations.gather import add_to_theme, remove_from_theme
from community.themes.operations.make import make_theme
from community.themes.operations.publish import publish_theme, withdraw_theme

__all__ = [
    "Outdated",
    "add_to_theme",
    "count_people",
    "edit_theme",
    "make_theme",
    "publish_theme",
    "remove_from_theme",
    "withdraw_theme",
]
