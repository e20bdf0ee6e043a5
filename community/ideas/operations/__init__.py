"""What can happen to an idea."""

from community.ideas.operations.drafts import discard_draft, draft_key, save_draft
from community.ideas.operations.edit import Outdated, edit_idea
from community.ideas.operations.forget import forget_drafts, lock_ideas_of, release_votes, remove_words
from community.ideas.operations.limits import TooSoon
from community.ideas.operations.pending import discard_pending, forget_pending, keep_pending, perform_pending
from community.ideas.operations.post import post_idea, propose_idea
from community.ideas.operations.record import record_ideas, record_votes
from community.ideas.operations.recount import recount_voted
from community.ideas.operations.status import Cause, set_status
from community.ideas.operations.visibility import bring_back, hide_idea, restore_idea, withdraw_idea
from community.ideas.operations.vote import Counts, cast_vote, withdraw_vote

__all__ = [
    "Cause",
    "Counts",
    "Outdated",
    "TooSoon",
    "bring_back",
    "cast_vote",
    "discard_draft",
    "discard_pending",
    "draft_key",
    "edit_idea",
    "forget_drafts",
    "forget_pending",
    "hide_idea",
    "keep_pending",
    "lock_ideas_of",
    "perform_pending",
    "post_idea",
    "propose_idea",
    "record_ideas",
    "record_votes",
    "recount_voted",
    "release_votes",
    "remove_words",
    "restore_idea",
    "save_draft",
    "set_status",
    "withdraw_idea",
    "withdraw_vote",
]
