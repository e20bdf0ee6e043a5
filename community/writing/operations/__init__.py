"""What can happen to words before they stand."""

from community.writing.operations.drafts import discard_draft, draft_key, forget_drafts, forget_drafts_of, save_draft
from community.writing.operations.here import refuse_strangers
from community.writing.operations.limits import TooSoon, refuse_many, refuse_many_links
from community.writing.operations.pending import Done, discard_pending, forget_pending, keep_pending, perform_pending
from community.writing.operations.words import Outdated, checked_body, checked_title, dated, written

__all__ = [
    "Done",
    "Outdated",
    "TooSoon",
    "checked_body",
    "checked_title",
    "dated",
    "discard_draft",
    "discard_pending",
    "draft_key",
    "forget_drafts",
    "forget_drafts_of",
    "forget_pending",
    "keep_pending",
    "perform_pending",
    "refuse_many",
    "refuse_many_links",
    "refuse_strangers",
    "save_draft",
    "written",
]
