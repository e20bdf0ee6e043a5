"""Who may flag, decide, appeal and answer, and when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from community.moderation.models import Act
from community.roles.models import Role
from community.roles.rules import Held, holds

__all__ = [
    "AGAIN_AFTER",
    "APPEALABLE",
    "FLAGS_A_DAY",
    "TOLD",
    "UNDOING",
    "gives_reason",
    "may_answer",
    "may_appeal",
    "may_decide",
    "may_flag",
    "may_flag_again",
    "may_flag_more",
    "may_moderate",
    "may_pause",
    "may_read_decision",
    "nobody_was_first",
]

FLAGS_A_DAY = 20
AGAIN_AFTER = timedelta(days=7)
APPEALABLE = frozenset({Act.HIDE, Act.WARN, Act.PAUSE})
UNDOING = frozenset({Act.RESTORE, Act.OVERTURN})
TOLD = APPEALABLE | UNDOING | {Act.UPHOLD}
"""What the author is told of. A dismissed flag changes nothing for them, and telling of it would tell of the flag."""


def may_flag(person_id: int, author_id: int | None) -> bool:
    """Nobody flags what they wrote: they can change it or take it back."""
    return person_id != author_id


def may_flag_again(decided_at: datetime | None, at: datetime) -> bool:
    """A flag that a moderator has decided on is not raised again at once by the same person."""
    return decided_at is None or at - decided_at >= AGAIN_AFTER


def may_flag_more(flags_today: int) -> bool:
    """One person flags so much a day and no more."""
    return flags_today < FLAGS_A_DAY


def may_moderate(held: Held, line: Collection[int]) -> bool:
    """Moderators decide in their place and what lies under it; `line` are the ids from the root down to the place."""
    return holds(held, Role.MODERATOR, line)


def may_decide(person_id: int, author_id: int | None) -> bool:
    """Nobody decides about what they wrote themselves."""
    return person_id != author_id


def nobody_was_first(seen_id: int, latest_id: int) -> bool:
    """A decision is made on what the moderator saw: `seen_id` is the latest decision they knew of, 0 for none."""
    return seen_id == latest_id


def gives_reason(act: Act, rule: int | None, sentence: str) -> bool:
    """Whatever touches a person or their words names a rule and says a sentence; setting a flag aside need not."""
    if act in APPEALABLE:
        return rule is not None and bool(sentence.strip())
    return act is Act.DISMISS or bool(sentence.strip())


def may_pause(held: Held, is_staff: bool) -> bool:
    """Whoever moderates, leads or administers is paused by an admin only."""
    return not is_staff or holds(held, Role.ADMIN, ())


def may_read_decision(person_id: int, held: Held, author_id: int | None, act: Act, line: Collection[int]) -> bool:
    """A decision is read by whom it is about, if they are told of it, and by the moderators of its place."""
    return (person_id == author_id and act in TOLD) or holds(held, Role.MODERATOR, line)


def may_appeal(person_id: int, author_id: int | None, act: Act, is_undone: bool) -> bool:
    """Whom a decision is about appeals against it while it stands."""
    return person_id == author_id and act in APPEALABLE and not is_undone


def may_answer(person_id: int, decided_by: int, author_id: int | None) -> bool:
    """An appeal goes to another moderator than the one who decided, and not to its author."""
    return person_id not in (decided_by, author_id)
