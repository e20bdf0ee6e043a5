"""What can be known about commitments."""

from community.tracker.queries.answered import answered
from community.tracker.queries.asked import AskedIdea, AskedTheme, list_asked_ideas, list_asked_themes
from community.tracker.queries.audience import audience_of, audience_of_idea, newly_concerned, preview_audience
from community.tracker.queries.counts import Choice, Standings, Survey, count_standings, survey
from community.tracker.queries.filters import Filter, Order, Owner, OwnerKind, read_owner
from community.tracker.queries.led import Led, led_to, promised_for
from community.tracker.queries.ledger import Ledger, LedgerRow, get_ledger
from community.tracker.queries.links import commitments_of, commitments_of_themes
from community.tracker.queries.lists import CommitmentRecord, CommitmentRow, list_commitments, list_records, parse_key
from community.tracker.queries.news import NewsRow, list_news
from community.tracker.queries.one import get_commitment, list_steps
from community.tracker.queries.owed import DeclinedRow, list_declined, list_unanswered
from community.tracker.queries.rows import CommitmentLink, CommitmentPage, StepRow

__all__ = [
    "AskedIdea",
    "AskedTheme",
    "Choice",
    "CommitmentLink",
    "CommitmentPage",
    "CommitmentRecord",
    "CommitmentRow",
    "DeclinedRow",
    "Filter",
    "Led",
    "Ledger",
    "LedgerRow",
    "NewsRow",
    "Order",
    "Owner",
    "OwnerKind",
    "Standings",
    "StepRow",
    "Survey",
    "answered",
    "audience_of",
    "audience_of_idea",
    "commitments_of",
    "commitments_of_themes",
    "count_standings",
    "get_commitment",
    "get_ledger",
    "led_to",
    "list_asked_ideas",
    "list_asked_themes",
    "list_commitments",
    "list_declined",
    "list_news",
    "list_records",
    "list_steps",
    "list_unanswered",
    "newly_concerned",
    "parse_key",
    "preview_audience",
    "promised_for",
    "read_owner",
    "survey",
]
