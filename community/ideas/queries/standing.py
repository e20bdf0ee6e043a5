"""One person, one vote: of several persons who count as one, whose vote on an idea counts (decision 14).

That of the person whom they count as, if there is one; else the latest. A withdrawal stands in for a vote, and
counts for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, exists, func, null, or_, select, union_all
from sqlalchemy.orm import aliased

from community.accounts.counting import counts_as, same_as
from community.accounts.models import Person
from community.extensions import db
from community.ideas.models import Choice, Idea, Vote, Withdrawal
from community.platform.reading import Reading

__all__ = ["MY_VOTE", "Standing", "one_for_many", "standing_on", "standing_votes", "whose_count"]


class Standing(NamedTuple):
    """How somebody's vote on an idea stands: whom they vote as, what that one said, and what counts."""

    one_id: int
    own: Choice | None
    withdrew: bool
    counted: Choice | None
    # Whether others who count as the same one voted, too.
    others: bool


class _OneSaid(NamedTuple):
    """What one of several persons said of an idea, if anything."""

    person_id: int
    choice: Choice | None
    withdrew: bool


_VOTER = aliased(Person, name="voter")


def _first_said(changed_at: Any, created_at: Any) -> tuple[Any, ...]:
    """Return the order in which the first that says something is the one that counts."""
    return (
        _VOTER.counts_as_id.is_not(None),
        changed_at.desc().nulls_last(),
        created_at.desc().nulls_last(),
        _VOTER.id,
    )


def _said_on(idea_id: Any, *columns: Any) -> Any:
    """Return what voters said of an idea, the first first; also those who said nothing."""
    return (
        select(*columns)
        .select_from(_VOTER)
        .outerjoin(Vote, and_(Vote.person_id == _VOTER.id, Vote.idea_id == idea_id))
        .outerjoin(Withdrawal, and_(Withdrawal.person_id == _VOTER.id, Withdrawal.idea_id == idea_id))
        .order_by(*_first_said(func.coalesce(Vote.changed_at, Withdrawal.withdrawn_at), Vote.created_at))
    )


MY_VOTE = (
    _said_on(Idea.id, Vote.choice)
    .where(_VOTER.id.in_(same_as(bindparam("viewer_id"))))
    .where(or_(Vote.idea_id.is_not(None), Withdrawal.idea_id.is_not(None)))
    .limit(1)
    .correlate(Idea)
    .scalar_subquery()
)
"""What counts as the viewer's vote on an idea, as a column of a statement that reads ideas."""

_VOTES = Reading(
    _OneSaid,
    _said_on(bindparam("idea_id"), _VOTER.id, Vote.choice, Withdrawal.idea_id.is_not(None)).where(
        _VOTER.id.in_(same_as(bindparam("voter_id")))
    ),
)


def standing_on(idea_id: int, voter_id: int) -> Standing:
    """Return how this person's vote on an idea stands."""
    said = _VOTES.all(idea_id=idea_id, voter_id=voter_id)
    if not said:
        return Standing(voter_id, None, False, None, False)
    one, others = said[0], said[1:]
    counted = next((each.choice for each in said if each.choice is not None or each.withdrew), None)
    voted = any(each.choice is not None for each in others)
    return Standing(one.person_id, one.choice, one.withdrew, counted, voted)


def one_for_many(idea_ids: Sequence[int]) -> Iterator[tuple[int, Sequence[Choice], Choice | None]]:
    """Yield where several persons who count as one voted on one of these ideas: the idea, their votes, what counts."""
    joined = select(Person.counts_as_id).where(Person.counts_as_id.is_not(None))
    if db.session.execute(joined.limit(1)).first() is None:
        return
    said = _said(Vote.idea_id.in_(idea_ids), Withdrawal.idea_id.in_(idea_ids))
    found = db.session.execute(said.where(or_(_VOTER.counts_as_id.is_not(None), _VOTER.id.in_(joined))))
    for (idea_id, _one), rows in groupby(found, key=lambda row: (row.idea_id, row.one_id)):
        choices = [row.choice for row in rows]
        yield idea_id, [choice for choice in choices if choice is not None], choices[0]


def whose_count(person_ids: Sequence[int]) -> Mapping[int, int | None]:
    """Return for each idea that these persons, who count as one, voted on, whose vote counts; None for nobody's."""
    found = db.session.execute(_said(Vote.person_id.in_(person_ids), Withdrawal.person_id.in_(person_ids)))
    counts: dict[int, int | None] = {}
    for row in found:
        counts.setdefault(row.idea_id, None if row.choice is None else row.person_id)
    return counts


def standing_votes(idea_ids: Any) -> Select[Any]:
    """Select `person_id, idea_id, choice` of every vote that counts on these ideas: one for each voter and idea.

    `idea_ids` are a SELECT; `person_id` is whom the voter counts as.
    """
    said = _everything_said(Vote.idea_id.in_(idea_ids), Withdrawal.idea_id.in_(idea_ids))
    one_id = counts_as(_VOTER).label("person_id")
    first = _first_said(said.c.changed_at, said.c.created_at)
    turn = func.row_number().over(partition_by=(one_id, said.c.idea_id), order_by=first).label("turn")
    turns = (
        select(one_id, said.c.idea_id, said.c.choice, turn)
        .join_from(said, _VOTER, _VOTER.id == said.c.person_id)
        .subquery("turns")
    )
    votes = select(turns.c.person_id, turns.c.idea_id, turns.c.choice)
    return votes.where(turns.c.turn == 1, turns.c.choice.is_not(None))


def _said(voted: Any, withdrew: Any) -> Select[Any]:
    """Return what was said by such votes and withdrawals: idea by idea, one by one, and first what counts."""
    said = _everything_said(voted, withdrew)
    one_id = counts_as(_VOTER).label("one_id")
    return (
        select(said.c.idea_id, one_id, said.c.person_id, said.c.choice)
        .join_from(said, _VOTER, _VOTER.id == said.c.person_id)
        .order_by(said.c.idea_id, one_id, *_first_said(said.c.changed_at, said.c.created_at))
    )


def _everything_said(voted: Any, withdrew: Any) -> Any:
    """Return such votes, and such withdrawals as stand in for one: what each person said of each idea, once."""
    after_all = exists().where(Vote.person_id == Withdrawal.person_id, Vote.idea_id == Withdrawal.idea_id)
    votes = select(Vote.person_id, Vote.idea_id, Vote.choice, Vote.changed_at, Vote.created_at).where(voted)
    withdrawals = select(Withdrawal.person_id, Withdrawal.idea_id, null(), Withdrawal.withdrawn_at, null())
    return union_all(votes, withdrawals.where(withdrew, ~after_all)).subquery("said")
