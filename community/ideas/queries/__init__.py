"""What can be known about ideas."""

from community.ideas.queries.counts import count_by_status, count_ideas
from community.ideas.queries.lists import list_ideas, parse_key
from community.ideas.queries.one import address_of, get_idea, list_status_steps
from community.ideas.queries.rows import IdeaPage, IdeaRow, StatusStep
from community.ideas.queries.statements import Filter, Order

__all__ = [
    "Filter",
    "IdeaPage",
    "IdeaRow",
    "Order",
    "StatusStep",
    "address_of",
    "count_by_status",
    "count_ideas",
    "get_idea",
    "list_ideas",
    "list_status_steps",
    "parse_key",
]
