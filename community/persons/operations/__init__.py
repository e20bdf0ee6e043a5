"""What can happen to persons who are one human being."""

from community.persons.operations.claims import AlreadyAnswered, answer_claim, claim, part, undo_claim
from community.persons.operations.forget import forget_claims
from community.persons.operations.joins import join_persons, lock_people, part_persons

__all__ = [
    "AlreadyAnswered",
    "answer_claim",
    "claim",
    "forget_claims",
    "join_persons",
    "lock_people",
    "part",
    "part_persons",
    "undo_claim",
]
