"""What can be known about ideas."""

from community.ideas.queries.counts import PlacesUnder, count_by_status, count_ideas, count_under
from community.ideas.queries.kept import DraftRow, PendingRow, get_draft, list_drafts, list_pending
from community.ideas.queries.lists import list_ideas, parse_key
from community.ideas.queries.one import (
    address_of,
    get_idea,
    get_version,
    get_words,
    list_status_steps,
    list_versions,
    titles_of,
)
from community.ideas.queries.rows import IdeaPage, IdeaRow, StatusStep, VersionRow, Words
from community.ideas.queries.statements import Filter, Order

__all__ = [
    "DraftRow",
    "Filter",
    "IdeaPage",
    "IdeaRow",
    "Order",
    "PendingRow",
    "PlacesUnder",
    "StatusStep",
    "VersionRow",
    "Words",
    "address_of",
    "count_by_status",
    "count_ideas",
    "count_under",
    "get_draft",
    "get_idea",
    "get_version",
    "get_words",
    "list_drafts",
    "list_ideas",
    "list_pending",
    "list_status_steps",
    "list_versions",
    "parse_key",
    "titles_of",
]
