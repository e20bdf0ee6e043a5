"""What can be known about flags, decisions and appeals."""

from community.moderation.queries.decisions import (
    DecisionRow,
    count_earlier,
    get_decision,
    list_about,
    list_log,
    list_of_author,
    list_of_thing,
    told_of,
)
from community.moderation.queries.desk import (
    count_waiting,
    list_appeals,
    list_claims,
    list_places,
    list_waiting,
    waiting_for,
)
from community.moderation.queries.flags import FlagRow, count_flags, get_my_flag, list_flags
from community.moderation.queries.standing import NOTHING, Standing, standing_of

__all__ = [
    "NOTHING",
    "DecisionRow",
    "FlagRow",
    "Standing",
    "count_earlier",
    "count_flags",
    "count_waiting",
    "get_decision",
    "get_my_flag",
    "list_about",
    "list_appeals",
    "list_claims",
    "list_flags",
    "list_log",
    "list_of_author",
    "list_of_thing",
    "list_places",
    "list_waiting",
    "standing_of",
    "told_of",
    "waiting_for",
]
