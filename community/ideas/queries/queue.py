"""The quick queue: which idea somebody is asked about next, and how far they have come."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, distinct, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from community.accounts.counting import same_as
from community.ideas.models import Idea, IdeaCount, Status, Vote
from community.ideas.queries.lists import WALK_FOR_GATHER
from community.ideas.queries.statements import MOST_GATHERED
from community.places.models import ROOT_ID, Ancestry, Place
from community.platform.database import execute, unindexed
from community.platform.reading import Reading, note

__all__ = ["Progress", "Within", "count_seen", "next_in_queue", "queue_progress"]

Within = Select[Any] | None
"""Selects the ids of the ideas that the queue keeps to, by a parameter `within`; None for no such bound."""

FEW = 12
"""Of so many that need it most, each person begins with another one: else a room that votes at once asks for one."""
SPREAD = 2_654_435_769


class Progress(NamedTuple):
    """How many ideas are open to votes, on how many of them somebody has voted, and how many there are of any kind."""

    total: int
    done: int
    any: int


def next_in_queue(
    viewer_id: int | None,
    of: Progress,
    *,
    place_id: int = ROOT_ID,
    within: Within = None,
    within_id: int = 0,
    without: Collection[int] = (),
) -> int | None:
    """Return the id of the idea to ask about: one of those of which a vote tells most, on which this person has none.

    Nobody voted yet, or few did and they do not agree (`ranking.unsure`). `without` are left out besides; None when
    nothing is left.
    """
    few = within is not None or (place_id != ROOT_ID and of.total * of.total <= WALK_FOR_GATHER * max(of.any, 1))
    found = _candidates(few, place_id != ROOT_ID, within, viewer_id is not None).all(
        place_id=place_id, within=within_id, viewer_id=viewer_id, size=FEW + len(without)
    )
    left = [idea_id for idea_id in found if idea_id not in without][:FEW]
    return max(left, key=lambda idea_id: (idea_id ^ (viewer_id or 0)) * SPREAD % 2**32, default=None)


def queue_progress(
    viewer_id: int | None, *, place_id: int = ROOT_ID, within: Within = None, within_id: int = 0
) -> Progress:
    """Return how many ideas are open to votes there, and on how many of them this person has voted."""
    found = _progress(within).first(place_id=place_id, within=within_id, viewer_id=viewer_id or 0)
    assert found is not None
    return found


def count_seen(idea_ids: Collection[int], *, place_id: int = ROOT_ID, within: Within = None, within_id: int = 0) -> int:
    """Return how many of these ideas are open to votes there."""
    if not idea_ids:
        return 0
    counting = _open(select(func.count()).select_from(Idea), Idea).where(Idea.listed)
    counting = counting.where(Idea.id.in_(bindparam("idea_ids", expanding=True)), _inside(Idea))
    if within is not None:
        counting = counting.where(Idea.id.in_(within))
    given = {"idea_ids": list(idea_ids), "place_id": place_id, "within": within_id}
    count = int(execute(counting, given).scalar_one())
    note(count)
    return count


def _inside(idea: Any) -> Any:
    return exists().where(Ancestry.place_id == idea.place_id, Ancestry.ancestor_id == bindparam("place_id"))


def _open(rows: Any, idea: Any) -> Any:
    """Keep to what can be voted on; written so that no index fits, for another one leads."""
    status = unindexed(idea.status)
    takes_votes = exists().where(Place.id == idea.place_id, Place.voting)
    return rows.where(or_(status == Status.OPEN, status == Status.UNDER_REVIEW), takes_votes)


@cache
def _candidates(few: bool, inside: bool, within: Within, signed_in: bool) -> Reading[int]:
    """Walk the index of what is least sure, or gather what is in a small place or a theme and sort that."""
    if few:
        rows = select(Idea).where(unindexed(Idea.listed))
        if within is not None:
            rows = rows.where(Idea.id.in_(within))
        else:
            under = select(Ancestry.place_id).where(Ancestry.ancestor_id == bindparam("place_id"))
            rows = rows.where(Idea.place_id.in_(under))
        idea: Any = aliased(Idea, rows.limit(MOST_GATHERED).subquery("few"))
        ids = select(idea.id)
    else:
        idea = Idea
        ids = select(Idea.id).where(Idea.listed)
    ids = _open(ids, idea)
    if inside and (within is not None or not few):
        ids = ids.where(_inside(idea))
    if signed_in:
        ids = ids.where(~exists().where(Vote.idea_id == idea.id, Vote.person_id.in_(same_as(bindparam("viewer_id")))))
    ids = ids.order_by(idea.unsure.desc(), idea.id.desc()).limit(bindparam("size", type_=Idea.id.type))
    return Reading(int, ids)


@cache
def _progress(within: Within) -> Reading[Progress]:
    mine = select(Vote.idea_id).where(Vote.person_id.in_(same_as(bindparam("viewer_id"))))
    done = _open(select(func.count(distinct(Idea.id))), Idea).where(Idea.listed, _inside(Idea), Idea.id.in_(mine))
    if within is not None:
        total = _open(select(func.count()).select_from(Idea), Idea)
        total = total.where(Idea.listed, _inside(Idea), Idea.id.in_(within)).scalar_subquery()
        return Reading(Progress, select(total, done.where(Idea.id.in_(within)).scalar_subquery(), literal(0)))
    # Counted ahead, less what lies where nobody can vote at present; such places are few.
    there = IdeaCount.place_id == bindparam("place_id")
    is_open = or_(IdeaCount.status == Status.OPEN, IdeaCount.status == Status.UNDER_REVIEW)
    counted = select(func.coalesce(func.sum(IdeaCount.count), 0)).where(there, is_open).scalar_subquery()
    everywhere = select(func.coalesce(func.sum(IdeaCount.count), 0)).where(IdeaCount.place_id == ROOT_ID)
    closed = (
        select(func.count())
        .select_from(Place)
        .join(Ancestry, Ancestry.place_id == Place.id)
        .join(Idea, Idea.place_id == Place.id)
        .where(Ancestry.ancestor_id == bindparam("place_id"), ~Place.voting, Idea.listed)
        .where(or_(Idea.status == Status.OPEN, Idea.status == Status.UNDER_REVIEW))
        .scalar_subquery()
    )
    return Reading(
        lambda total, shut, done, of: Progress(int(total) - shut, done, int(of)),
        select(counted, closed, done.scalar_subquery(), everywhere.scalar_subquery()),
    )
