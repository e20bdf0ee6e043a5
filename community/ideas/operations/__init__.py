"""What can happen to an idea."""

from community.ideas.operations.edit import edit_idea
from community.ideas.operations.forget import lock_ideas_of, release_votes, remove_words
from community.ideas.operations.links import forget_links, link_issue, unlink_issue
from community.ideas.operations.post import post_idea, propose_idea
from community.ideas.operations.record import record_ideas, record_votes
from community.ideas.operations.recount import recount_voted
from community.ideas.operations.status import Cause, set_status
from community.ideas.operations.visibility import bring_back, hide_idea, restore_idea, withdraw_idea
from community.ideas.operations.vote import Counts, cast_vote, withdraw_vote

__all__ = [
    "Cause",
    "Counts",
    "bring_back",
    "cast_vote",
    "edit_idea",
    "forget_links",
    "hide_idea",
    "link_issue",
    "lock_ideas_of",
    "post_idea",
    "propose_idea",
    "record_ideas",
    "record_votes",
    "recount_voted",
    "release_votes",
    "remove_words",
    "restore_idea",
    "set_status",
    "unlink_issue",
    "withdraw_idea",
    "withdraw_vote",
]
