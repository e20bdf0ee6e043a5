"""What becomes of an idea that commitments name: its status follows theirs."""

from __future__ import annotations

from collections.abc import Collection

from community.ideas.models import Status as IdeaStatus
from community.tracker.models import Status

__all__ = ["followed_status"]


def followed_status(named_by: Collection[Status], before: IdeaStatus, stopped_since: bool) -> IdeaStatus:
    """Return where an idea stands by the statuses of the commitments that name it.

    As long as one of them goes on or is delivered, it is planned, in progress or done by them. When none is left,
    it is looked at again if one was stopped since the status it had `before`, which nobody's promise gave it;
    otherwise it is what it was.
    """
    live = {status for status in named_by if status is not Status.STOPPED}
    if not live:
        return IdeaStatus.UNDER_REVIEW if stopped_since else before
    if live == {Status.PLANNED}:
        return IdeaStatus.PLANNED
    return IdeaStatus.DONE if live == {Status.DELIVERED} else IdeaStatus.IN_PROGRESS
