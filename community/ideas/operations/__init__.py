"""What can happen to an idea."""

from community.ideas.operations.post import post_idea
from community.ideas.operations.record import record_ideas, record_votes
from community.ideas.operations.status import set_status
from community.ideas.operations.vote import Counts, cast_vote, withdraw_vote

__all__ = ["Counts", "cast_vote", "post_idea", "record_ideas", "record_votes", "set_status", "withdraw_vote"]
