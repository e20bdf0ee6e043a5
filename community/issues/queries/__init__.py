"""What can be known about issues."""

from community.issues.queries.lists import Filter, Order, list_issues, list_raised, parse_key
from community.issues.queries.one import (
    address_of,
    get_issue,
    get_version,
    get_words,
    list_answers,
    list_steps,
    list_versions,
    titles_of,
)
from community.issues.queries.rows import AnswerRow, IssuePage, IssueRow, StepRow, VersionRow, Words

__all__ = [
    "AnswerRow",
    "Filter",
    "IssuePage",
    "IssueRow",
    "Order",
    "StepRow",
    "VersionRow",
    "Words",
    "address_of",
    "get_issue",
    "get_version",
    "get_words",
    "list_answers",
    "list_issues",
    "list_raised",
    "list_steps",
    "list_versions",
    "parse_key",
    "titles_of",
]
