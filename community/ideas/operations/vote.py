"""One person, one vote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Executable, and_, bindparam, delete, func, select, update

from community.accounts.counting import whom
from community.accounts.models import Account, Person
from community.accounts.operations import refuse_paused
from community.ideas.models import Choice, Idea, Status, Vote, Withdrawal
from community.ideas.queries.standing import Standing, standing_on
from community.ideas.ranking import contested, share_low, unsure
from community.ideas.rules import voting_is_open
from community.places.models import Place
from community.platform.clock import now
from community.platform.database import insert
from community.platform.errors import Missing, Refused
from community.platform.reading import Reading, Writing
from community.platform.text import _
from community.writing.rules import wrote

__all__ = ["SAVE_COUNTS", "Counts", "cast_vote", "withdraw_vote"]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people vote for each choice on an idea."""

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

    def columns(self) -> dict[str, Any]:
        """Return what an idea with these counts keeps: them, and the scores that follow."""
        return {
            "support_count": self.support,
            "oppose_count": self.oppose,
            "pass_count": self.passed,
            "contested": contested(self.support, self.oppose),
            "share_low": share_low(self.support, self.support + self.oppose),
            "unsure": unsure(self.support, self.oppose, self.passed),
        }


class _Locked(NamedTuple):
    status: Status
    author_id: int | None
    listed: bool
    hidden: bool
    support_count: int
    oppose_count: int
    pass_count: int
    voting_here: bool
    paused_until: datetime | None


_OF_BOTH = and_(Vote.person_id == bindparam("voter_id"), Vote.idea_id == bindparam("idea_id"))
_WITHDREW = and_(Withdrawal.person_id == bindparam("voter_id"), Withdrawal.idea_id == bindparam("idea_id"))
_COUNTED_AS = select(Person.counts_as_id).where(Person.id == bindparam("voter_id")).scalar_subquery()
_PAUSED = (
    select(func.max(Account.paused_until))
    .where(Account.person_id.in_([bindparam("voter_id"), _COUNTED_AS]), Account.closed_at.is_(None))
    .scalar_subquery()
)
_VOTING_HERE = select(Place.voting).where(Place.id == Idea.place_id).scalar_subquery()
_LOCK = Reading(
    _Locked,
    select(
        Idea.status, Idea.author_id, Idea.listed, Idea.hidden_at.is_not(None), Idea.support_count, Idea.oppose_count,
        Idea.pass_count, _VOTING_HERE, _PAUSED,
    )
    .where(Idea.id == bindparam("idea_id"))
    .with_for_update(key_share=True),  # whoever adds votes on it without counting them yet is not waited for
)  # fmt: skip
_REMOVE = Writing(lambda: delete(Vote).where(_OF_BOTH))
_VOTE_AGAIN = Writing(lambda: delete(Withdrawal).where(_WITHDREW))
SAVE_COUNTS = (
    update(Idea.__table__)  # type: ignore[arg-type]
    .where(Idea.id == bindparam("counted"))
    .values(
        {
            name: bindparam(name)
            for name in ("support_count", "oppose_count", "pass_count", "contested", "share_low", "unsure")
        }
    )
)
_SAVE_COUNTS = Writing(lambda: SAVE_COUNTS)


def _put() -> Executable:
    at = bindparam("at", type_=Vote.changed_at.type)
    adding = insert(Vote).values(
        person_id=bindparam("voter_id"),
        idea_id=bindparam("voted_on"),
        choice=bindparam("voted", type_=Vote.choice.type),
        created_at=at,
        changed_at=at,
    )
    return adding.on_conflict_do_update(  # type: ignore[no-any-return]
        index_elements=["person_id", "idea_id"],
        set_={"choice": adding.excluded.choice, "changed_at": adding.excluded.changed_at},
    )


def _withdraw() -> Executable:
    adding = insert(Withdrawal).values(
        person_id=bindparam("voter_id"),
        idea_id=bindparam("voted_on"),
        withdrawn_at=bindparam("at", type_=Withdrawal.withdrawn_at.type),
    )
    return adding.on_conflict_do_update(  # type: ignore[no-any-return]
        index_elements=["person_id", "idea_id"], set_={"withdrawn_at": adding.excluded.withdrawn_at}
    )


_PUT = Writing(_put)
_WITHDRAW = Writing(_withdraw)


def cast_vote(voter_id: int, idea_id: int, choice: Choice) -> Counts:
    """Count this person's vote once; voting again changes the vote, not the number of voters.

    Whoever counts as somebody else votes as them. Raises Missing when there is no such idea to be seen and Refused
    when voting on it has ended.
    """
    standing, counts = _lock_and_read(voter_id, idea_id)
    if standing.own is choice:
        return counts
    _PUT.run(voter_id=standing.one_id, voted_on=idea_id, voted=choice, at=now())
    if standing.withdrew:
        _VOTE_AGAIN.run(voter_id=standing.one_id, idea_id=idea_id)
    return _save(idea_id, counts.moved(standing.counted, -1).moved(choice, 1))


def withdraw_vote(voter_id: int, idea_id: int) -> Counts:
    """Take this person's vote back; withdrawing again changes nothing.

    Votes of others who count as the same one stay where they are, and none of them counts any more.
    """
    standing, counts = _lock_and_read(voter_id, idea_id)
    if standing.own is not None:
        _REMOVE.run(voter_id=standing.one_id, idea_id=idea_id)
    elif standing.counted is None:
        return counts
    if standing.others:
        _WITHDRAW.run(voter_id=standing.one_id, voted_on=idea_id, at=now())
    return _save(idea_id, counts.moved(standing.counted, -1))


def _lock_and_read(voter_id: int, idea_id: int) -> tuple[Standing, Counts]:
    """Lock the idea against other votes; return how this person's vote stands now, and the counts."""
    idea = _LOCK.first(idea_id=idea_id, voter_id=voter_id)
    if idea is None or (idea.hidden and not wrote(whom(voter_id), whom(idea.author_id))):
        raise Missing(_("There is no such idea."))
    refuse_paused(idea.paused_until)
    if not idea.listed:
        raise Refused(
            _("A moderator has hidden this idea, so nobody can vote on it.")
            if idea.hidden
            else _("Its author has withdrawn this idea, so nobody can vote on it.")
        )
    if not voting_is_open(idea.status):
        raise Refused(_("Voting on this idea has ended: it has been decided."))
    if not idea.voting_here:
        raise Refused(_("Nobody can vote in this place at present: who runs it has closed voting."))
    # A statement of its own: in the one that waited for the lock, PostgreSQL would still see the vote as it was.
    standing = standing_on(idea_id, voter_id)
    return standing, Counts(idea.support_count, idea.oppose_count, idea.pass_count)


def _save(idea_id: int, counts: Counts) -> Counts:
    _SAVE_COUNTS.run(counted=idea_id, **counts.columns())
    return counts
