"""What can be known about commitments."""

from community.tracker.queries.answered import answered
from community.tracker.queries.asked import AskedIdea, AskedTheme, list_asked_ideas, list_asked_themes
from community.tracker.queries.audience import (
    audience_of,
    audience_of_idea,
    newly_concerned,
    preview_audience,
    reach_of,
    reach_of_idea,
)
from community.tracker.queries.choosing import Answerable, list_answered, list_chosen, list_near
from community.tracker.queries.counts import Choice, Choices, Standings, Survey, count_standings, list_choices, survey
from community.tracker.queries.desk import (
    WAITING,
    DeskRow,
    PlaceLed,
    ReviewRow,
    UnansweredRow,
    list_desk,
    list_desk_places,
    list_disputed,
    list_reviews,
    list_unanswered_here,
    waiting_for,
)
from community.tracker.queries.filters import Filter, Order, Owner, OwnerKind, read_owner
from community.tracker.queries.leading import Answering, DeclineRow, answering, get_decline, leads_here, undo_until
from community.tracker.queries.led import Led, led_to, promised_for
from community.tracker.queries.ledger import Ledger, LedgerRow, get_ledger
from community.tracker.queries.links import commitments_of, commitments_of_themes
from community.tracker.queries.lists import CommitmentRecord, CommitmentRow, list_commitments, list_records, parse_key
from community.tracker.queries.news import NewsRow, list_news
from community.tracker.queries.one import address_of, get_commitment, last_step, list_steps
from community.tracker.queries.owed import DeclinedRow, list_declined, list_unanswered
from community.tracker.queries.rows import CommitmentLink, CommitmentPage, StepRow

__all__ = [
    "WAITING",
    "Answerable",
    "Answering",
    "AskedIdea",
    "AskedTheme",
    "Choice",
    "Choices",
    "CommitmentLink",
    "CommitmentPage",
    "CommitmentRecord",
    "CommitmentRow",
    "DeclineRow",
    "DeclinedRow",
    "DeskRow",
    "Filter",
    "Led",
    "Ledger",
    "LedgerRow",
    "NewsRow",
    "Order",
    "Owner",
    "OwnerKind",
    "PlaceLed",
    "ReviewRow",
    "Standings",
    "StepRow",
    "Survey",
    "UnansweredRow",
    "address_of",
    "answered",
    "answering",
    "audience_of",
    "audience_of_idea",
    "commitments_of",
    "commitments_of_themes",
    "count_standings",
    "get_commitment",
    "get_decline",
    "get_ledger",
    "last_step",
    "leads_here",
    "led_to",
    "list_answered",
    "list_asked_ideas",
    "list_asked_themes",
    "list_choices",
    "list_chosen",
    "list_commitments",
    "list_declined",
    "list_desk",
    "list_desk_places",
    "list_disputed",
    "list_near",
    "list_news",
    "list_records",
    "list_reviews",
    "list_steps",
    "list_unanswered",
    "list_unanswered_here",
    "newly_concerned",
    "parse_key",
    "preview_audience",
    "promised_for",
    "reach_of",
    "reach_of_idea",
    "read_owner",
    "survey",
    "undo_until",
    "waiting_for",
]
