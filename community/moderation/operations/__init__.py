"""What can happen to a flag, and what moderators can decide."""

from community.moderation.operations.appeals import answer_appeal, appeal
from community.moderation.operations.decide import AlreadyDecided, Ruling, decide
from community.moderation.operations.flags import flag, take_back_flag
from community.moderation.operations.forget import forget_said

__all__ = [
    "AlreadyDecided",
    "Ruling",
    "answer_appeal",
    "appeal",
    "decide",
    "flag",
    "forget_said",
    "take_back_flag",
]
