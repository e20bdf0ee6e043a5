"""What can be known about flags, decisions and appeals."""

from community.moderation.queries.flags import FlagRow, count_flags, get_my_flag
from community.moderation.queries.standing import NOTHING, Standing, standing_of

__all__ = ["NOTHING", "FlagRow", "Standing", "count_flags", "get_my_flag", "standing_of"]
