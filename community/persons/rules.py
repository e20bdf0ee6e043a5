"""Who may be joined with whom."""

from __future__ import annotations

__all__ = ["are_apart", "counts_as_itself", "gives_reason", "keeps_accounts"]


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
