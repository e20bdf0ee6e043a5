"""What can happen between a delivery and what those who asked for it say."""

from community.confirmations.operations.answer import answer_question
from community.confirmations.operations.ask import ask_due
from community.confirmations.operations.count import wrong_answers
from community.confirmations.operations.forget import forget_answers
from community.confirmations.operations.record import record_answers

__all__ = ["answer_question", "ask_due", "forget_answers", "record_answers", "wrong_answers"]
