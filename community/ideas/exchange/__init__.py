"""Ideas and votes as tables: their columns, how they come in, how they go out."""

from community.ideas.exchange.ideas import IDEAS
from community.ideas.exchange.votes import VOTES

__all__ = ["IDEAS", "VOTES"]
