"""What can happen to comments."""

from community.comments.operations.edit import edit_comment
from community.comments.operations.forget import remove_words
from community.comments.operations.own import lock_comment, recount_replies
from community.comments.operations.say import say_comment
from community.comments.operations.visibility import bring_back, hide_comment, restore_comment, withdraw_comment

__all__ = [
    "bring_back",
    "edit_comment",
    "hide_comment",
    "lock_comment",
    "recount_replies",
    "remove_words",
    "restore_comment",
    "say_comment",
    "withdraw_comment",
]
