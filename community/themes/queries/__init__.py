"""What can be known about themes."""

from community.themes.queries.audience import audience_of_theme
from community.themes.queries.evidence import Evidence, list_evidence, parse_evidence_key
from community.themes.queries.lists import (
    Hand,
    Order,
    count_in_hand,
    count_themes,
    list_in_hand,
    list_themes,
    list_to_gather,
    parse_key,
    themes_of,
)
from community.themes.queries.one import (
    address_of,
    figures_of,
    get_theme,
    get_version,
    get_words,
    list_past_ideas,
    list_versions,
)
from community.themes.queries.rows import (
    Figures,
    PastIdeaRow,
    ThemeLink,
    ThemePage,
    ThemeRow,
    VersionRow,
    Words,
)

__all__ = [
    "Evidence",
    "Figures",
    "Hand",
    "Order",
    "PastIdeaRow",
    "ThemeLink",
    "ThemePage",
    "ThemeRow",
    "VersionRow",
    "Words",
    "address_of",
    "audience_of_theme",
    "count_in_hand",
    "count_themes",
    "figures_of",
    "get_theme",
    "get_version",
    "get_words",
    "list_evidence",
    "list_in_hand",
    "list_past_ideas",
    "list_themes",
    "list_to_gather",
    "list_versions",
    "parse_evidence_key",
    "parse_key",
    "themes_of",
]
