"""What can be known by searching."""

from community.search.queries.alike import similar
from community.search.queries.documents import count_shown, documents_after, documents_of, index_state, list_waiting
from community.search.queries.finding import MOST_FOUND, find
from community.search.queries.rows import Asked, Found, FoundRow, IndexState, LikeRow, Sort

__all__ = [
    "MOST_FOUND",
    "Asked",
    "Found",
    "FoundRow",
    "IndexState",
    "LikeRow",
    "Sort",
    "count_shown",
    "documents_after",
    "documents_of",
    "find",
    "index_state",
    "list_waiting",
    "similar",
]
