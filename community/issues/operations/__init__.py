"""What can happen to an issue."""

from community.issues.operations.answer import answer_issue, close_issue, owe_answer, reopen_issue
from community.issues.operations.edit import edit_issue
from community.issues.operations.forget import forget_answers, lock_issues_of, release_me_too, remove_words
from community.issues.operations.me_too import record_me_too, recount_affected, say_me_too, take_back_me_too
from community.issues.operations.raised import raise_issue
from community.issues.operations.record import record_issues
from community.issues.operations.visibility import bring_back, hide_issue, restore_issue, withdraw_issue

__all__ = [
    "answer_issue",
    "bring_back",
    "close_issue",
    "edit_issue",
    "forget_answers",
    "hide_issue",
    "lock_issues_of",
    "owe_answer",
    "raise_issue",
    "record_issues",
    "record_me_too",
    "recount_affected",
    "release_me_too",
    "remove_words",
    "reopen_issue",
    "restore_issue",
    "say_me_too",
    "take_back_me_too",
    "withdraw_issue",
]
