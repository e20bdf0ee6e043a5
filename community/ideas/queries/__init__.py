"""What can be known about ideas."""

from community.ideas.queries.counts import PlacesUnder, count_by_status, count_ideas, count_under
from community.ideas.queries.links import AnsweredIssue, AnsweringIdea, list_answering_ideas
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
from community.ideas.queries.queue import Progress, count_seen, next_in_queue, queue_progress
from community.ideas.queries.rows import IdeaPage, IdeaRow, StatusStep, VersionRow, Words
from community.ideas.queries.statements import Filter, Order

__all__ = [
    "AnsweredIssue",
    "AnsweringIdea",
    "Filter",
    "IdeaPage",
    "IdeaRow",
    "Order",
    "PlacesUnder",
    "Progress",
    "StatusStep",
    "VersionRow",
    "Words",
    "address_of",
    "count_by_status",
    "count_ideas",
    "count_seen",
    "count_under",
    "get_idea",
    "get_version",
    "get_words",
    "list_answering_ideas",
    "list_ideas",
    "list_status_steps",
    "list_versions",
    "next_in_queue",
    "parse_key",
    "queue_progress",
    "titles_of",
]
