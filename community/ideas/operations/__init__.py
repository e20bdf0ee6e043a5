"""What can happen to an idea."""

from community.ideas.operations.edit import Outdated, edit_idea
from community.ideas.operations.post import post_idea, propose_idea
from community.ideas.operations.record import record_ideas, record_votes
from community.ideas.operations.status import set_status
from community.ideas.operations.visibility import bring_back, hide_idea, restore_idea, withdraw_idea
from community.ideas.operations.vote import Counts, cast_vote, withdraw_vote

__all__ = [
    "Counts",
    "Outdated",
    "bring_back",
    "cast_vote",
    "edit_idea",
    "hide_idea",
    "post_idea",
    "propose_idea",
    "record_ideas",
    "record_votes",
    "restore_idea",
    "set_status",
    "withdraw_idea",
    "withdraw_vote",
]
