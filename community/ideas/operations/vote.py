"""One person, one vote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from community.ideas.models import Choice, Idea, Status, Vote
from community.ideas.ranking import contested, share_low
from community.ideas.rules import voting_is_open
from community.platform.clock import now
from community.platform.database import execute, insert
from community.platform.errors import Missing, Refused
from community.platform.text import _

__all__ = ["COUNT", "Counts", "cast_vote", "scores", "withdraw_vote"]


@dataclass(frozen=True, slots=True)
class Counts:
    """The three counts of an idea after a vote."""

    support: int
    oppose: int
    passed: int

    def moved(self, choice: Choice | None, by: int) -> Counts:
        """Return these counts with `by` more votes for `choice`."""
        return Counts(
            self.support + by * (choice is Choice.SUPPORT),
            self.oppose + by * (choice is Choice.OPPOSE),
            self.passed + by * (choice is Choice.PASS),
        )


_LOCK = (
    select(Idea.status, Idea.support_count, Idea.oppose_count, Idea.pass_count)
    .where(Idea.id == bindparam("idea_id"))
    .with_for_update()
)
_STANDING = select(Vote.choice).where(Vote.person_id == bindparam("person_id"), Vote.idea_id == bindparam("idea_id"))
_REMOVE = delete(Vote).where(Vote.person_id == bindparam("person_id"), Vote.idea_id == bindparam("idea_id"))
COUNT = (
    update(Idea.__table__)  # type: ignore[arg-type]
    .where(Idea.id == bindparam("counted"))
    .values(
        {name: bindparam(name) for name in ("support_count", "oppose_count", "pass_count", "contested", "share_low")}
    )
)


def cast_vote(voter_id: int, idea_id: int, choice: Choice) -> Counts:
    """Count this person's vote once; voting again changes the vote, not the number of voters.

    Raises Missing when there is no such idea and Refused when voting on it has ended.
    """
    standing, counts = _standing(voter_id, idea_id)
    if standing is choice:
        return counts
    at = now()
    execute(
        _upsert(), {"person_id": voter_id, "idea_id": idea_id, "choice": choice, "created_at": at, "changed_at": at}
    )
    return _count(idea_id, counts.moved(standing, -1).moved(choice, 1))


def withdraw_vote(voter_id: int, idea_id: int) -> Counts:
    """Take this person's vote back; withdrawing again changes nothing."""
    standing, counts = _standing(voter_id, idea_id)
    if standing is None:
        return counts
    execute(_REMOVE, {"person_id": voter_id, "idea_id": idea_id})
    return _count(idea_id, counts.moved(standing, -1))


def scores(counts: Counts) -> dict[str, Any]:
    """Return the cached columns of an idea that has these counts."""
    return {
        "support_count": counts.support,
        "oppose_count": counts.oppose,
        "pass_count": counts.passed,
        "contested": contested(counts.support, counts.oppose),
        "share_low": share_low(counts.support, counts.support + counts.oppose),
    }


def _standing(voter_id: int, idea_id: int) -> tuple[Choice | None, Counts]:
    """Lock the idea against other votes; return the vote that stands and the counts."""
    idea = execute(_LOCK, {"idea_id": idea_id}).first()
    if idea is None:
        raise Missing(_("There is no such idea."))
    if not voting_is_open(Status(idea.status)):
        raise Refused(_("Voting on this idea has ended: it has been decided."))
    # A statement of its own: in the one that waited for the lock, PostgreSQL would still see the vote as it was.
    choice = execute(_STANDING, {"person_id": voter_id, "idea_id": idea_id}).scalar()
    return choice, Counts(idea.support_count, idea.oppose_count, idea.pass_count)


def _upsert() -> Any:
    adding = insert(Vote)
    return adding.on_conflict_do_update(
        index_elements=["person_id", "idea_id"],
        set_={"choice": adding.excluded.choice, "changed_at": adding.excluded.changed_at},
    )


def _count(idea_id: int, counts: Counts) -> Counts:
    execute(COUNT, {"counted": idea_id, **scores(counts)})
    return counts
