"""Who may be joined with whom, who may claim to be somebody, and who answers."""

from __future__ import annotations

from collections.abc import Collection

from community.roles.models import Role
from community.roles.rules import Held, holds

__all__ = [
    "CLAIMS_AT_ONCE",
    "are_apart",
    "can_be_claimed",
    "counts_as_itself",
    "gives_reason",
    "keeps_accounts",
    "may_answer_claim",
    "may_claim_more",
    "may_see_claim",
]

CLAIMS_AT_ONCE = 3


def gives_reason(reason: str) -> bool:
    """Nobody is joined or parted without a reason."""
    return bool(reason.strip())


def are_apart(one_id: int, other_id: int) -> bool:
    """Only two are made one; the ids are of whom each counts as."""
    return one_id != other_id


def counts_as_itself(person_id: int, one_id: int) -> bool:
    """A person counts as one other person at a time: whoever counts as somebody is parted from them first."""
    return person_id == one_id


def keeps_accounts(has_account: bool, into_has_account: bool) -> bool:
    """Whoever signs in acts as whom they count as, so nobody with an account counts as somebody without."""
    return into_has_account or not has_account


def can_be_claimed(has_account: bool, counts_as_itself: bool, erased: bool) -> bool:
    """Only somebody of whom nobody speaks yet can be claimed; two with accounts are joined by an admin alone."""
    return counts_as_itself and not has_account and not erased


def may_claim_more(waiting: int) -> bool:
    """So many claims of one person wait at once; moderators read each."""
    return waiting < CLAIMS_AT_ONCE


def may_answer_claim(held: Held, line: Collection[int]) -> bool:
    """Moderators answer in their place and what lies under it; `line` are the ids from the root down to the place."""
    return holds(held, Role.MODERATOR, line)


def may_see_claim(person_id: int, claimant_id: int, held: Held, line: Collection[int]) -> bool:
    """A claim is read by who made it, and by the moderators of its place; the ids are of whom each counts as."""
    return person_id == claimant_id or may_answer_claim(held, line)
