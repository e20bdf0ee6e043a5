"""What can be known about themes."""

from community.themes.queries.audience import audience_of_theme
from community.themes.queries.counted import list_stale
from community.themes.queries.evidence import IDEAS_OF_THEME, Evidence, list_evidence, parse_evidence_key
from community.themes.queries.hand import (
    ChosenIdea,
    PlaceThemes,
    ThemeChoice,
    Waiting,
    common_line,
    count_in_hand,
    in_hand,
    list_chosen,
    list_in_hand,
    list_places_in_hand,
    list_to_gather,
    waiting_of,
)
from community.themes.queries.lists import Order, count_themes, list_themes, parse_key, themes_of
from community.themes.queries.one import (
    address_of,
    get_theme,
    get_version,
    get_words,
    list_past_ideas,
    list_versions,
)
from community.themes.queries.rows import (
    Hand,
    PastIdeaRow,
    ThemeLink,
    ThemePage,
    ThemeRow,
    VersionRow,
    Words,
)

__all__ = [
    "IDEAS_OF_THEME",
    "ChosenIdea",
    "Evidence",
    "Hand",
    "Order",
    "PastIdeaRow",
    "PlaceThemes",
    "ThemeChoice",
    "ThemeLink",
    "ThemePage",
    "ThemeRow",
    "VersionRow",
    "Waiting",
    "Words",
    "address_of",
    "audience_of_theme",
    "common_line",
    "count_in_hand",
    "count_themes",
    "get_theme",
    "get_version",
    "get_words",
    "in_hand",
    "list_chosen",
    "list_evidence",
    "list_in_hand",
    "list_past_ideas",
    "list_places_in_hand",
    "list_stale",
    "list_themes",
    "list_to_gather",
    "list_versions",
    "parse_evidence_key",
    "parse_key",
    "themes_of",
    "waiting_of",
]
