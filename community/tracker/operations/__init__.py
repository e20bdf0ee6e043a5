"""What can happen to a commitment."""

from community.tracker.operations.audit import wrong_standing
from community.tracker.operations.decline import decline_idea, look_again, take_back_decline
from community.tracker.operations.forget import forget_promises
from community.tracker.operations.make import check_answers, make_commitment
from community.tracker.operations.recount import Difference, recount_asking, wrong_asking
from community.tracker.operations.signals import renew_signals, set_answers
from community.tracker.operations.steps import (
    Overtaken,
    answer_more,
    move_date,
    record_update,
    report_delivered,
    stop_commitment,
)
from community.tracker.operations.undo import take_back_step

__all__ = [
    "Difference",
    "Overtaken",
    "answer_more",
    "check_answers",
    "decline_idea",
    "forget_promises",
    "look_again",
    "make_commitment",
    "move_date",
    "record_update",
    "recount_asking",
    "renew_signals",
    "report_delivered",
    "set_answers",
    "stop_commitment",
    "take_back_decline",
    "take_back_step",
    "wrong_asking",
    "wrong_standing",
]
