"""Counts and scores are caches over rows: making them anew from the rows, and finding those that are wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select, text
from sqlalchemy import insert as plain_insert

from community.extensions import db
from community.ideas.models import Choice, Idea, IdeaCount, Status, Vote, Withdrawal
from community.ideas.operations.vote import SAVE_COUNTS, Counts
from community.ideas.queries.standing import one_for_many
from community.places.models import Ancestry, Place

__all__ = ["Difference", "recount", "recount_voted", "wrong_counts", "wrong_place_counts"]

CHUNK = 500
Difference = tuple[str, Mapping[Any, Any], Mapping[Any, Any]]
"""Which thing, what its row says, what is right."""

_CACHED = (
    Idea.support_count, Idea.oppose_count, Idea.pass_count, Idea.contested, Idea.share_low, Idea.unsure,
)  # fmt: skip


def recount(idea_ids: Sequence[int]) -> None:
    """Make the counts and scores of these ideas anew where they are wrong.

    Nobody else can vote on them from now until the transaction ends.
    """
    db.session.execute(select(Idea.id).where(Idea.id.in_(idea_ids)).order_by(Idea.id).with_for_update(key_share=True))
    counted = _votes_by_choice(idea_ids)
    wrong = [idea_id for idea_id, _cached, _right in _wrong(idea_ids, counted)]
    if wrong:
        rows = [{"counted": idea_id, **counted[idea_id].columns()} for idea_id in wrong]
        db.session.connection().execute(SAVE_COUNTS, rows)


def recount_voted(person_ids: Sequence[int]) -> None:
    """Make the counts of all ideas anew that these persons voted on."""
    voted = select(Vote.idea_id).where(Vote.person_id.in_(person_ids))
    withdrew = select(Withdrawal.idea_id).where(Withdrawal.person_id.in_(person_ids))
    found = sorted(db.session.scalars(voted.union(withdrew)))  # in one order, or two at once could deadlock
    for start in range(0, len(found), CHUNK):
        recount(found[start : start + CHUNK])


def wrong_counts(repair: bool = False) -> Iterator[Difference]:
    """Yield each idea whose counts or scores are not what its votes say; put them right if asked."""
    last = 0
    while ids := db.session.scalars(select(Idea.id).where(Idea.id > last).order_by(Idea.id).limit(CHUNK)).all():
        last = ids[-1]
        found = _wrong(ids, _votes_by_choice(ids))
        if repair and found:
            recount([idea_id for idea_id, _cached, _right in found])
        names = _external_ids(Idea, [idea_id for idea_id, _cached, _right in found])
        yield from ((names[idea_id], cached, right) for idea_id, cached, right in found)


def wrong_place_counts(repair: bool = False) -> Iterator[Difference]:
    """Yield each place whose counts of ideas are not what lies in it and under it; put them right if asked."""
    if repair and db.engine.dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE idea_count IN EXCLUSIVE MODE"))
    last = 0
    while ids := db.session.scalars(select(Place.id).where(Place.id > last).order_by(Place.id).limit(CHUNK)).all():
        last = ids[-1]
        right = _by_place(
            select(Ancestry.ancestor_id, Idea.status, func.count())
            .join(Idea, Idea.place_id == Ancestry.place_id)
            .where(Ancestry.ancestor_id.in_(ids), Idea.listed)
            .group_by(Ancestry.ancestor_id, Idea.status)
        )
        cached = _by_place(
            select(IdeaCount.place_id, IdeaCount.status, IdeaCount.count).where(IdeaCount.place_id.in_(ids))
        )
        wrong = [place_id for place_id in ids if right.get(place_id, {}) != cached.get(place_id, {})]
        if repair and wrong:
            _replace_place_counts(wrong, right)
        names = _external_ids(Place, wrong)
        yield from ((names[each], cached.get(each, {}), right.get(each, {})) for each in wrong)


def _votes_by_choice(idea_ids: Sequence[int]) -> Mapping[int, Counts]:
    votes: dict[int, Counter[Choice]] = {idea_id: Counter() for idea_id in idea_ids}
    for idea_id, choice, count in db.session.execute(
        select(Vote.idea_id, Vote.choice, func.count())
        .where(Vote.idea_id.in_(idea_ids))
        .group_by(Vote.idea_id, Vote.choice)
    ):
        votes[idea_id][choice] = count
    for idea_id, cast, counted in one_for_many(idea_ids):
        votes[idea_id].subtract(cast)
        if counted is not None:
            votes[idea_id][counted] += 1
    return {
        idea_id: Counts(found[Choice.SUPPORT], found[Choice.OPPOSE], found[Choice.PASS])
        for idea_id, found in votes.items()
    }


def _wrong(
    idea_ids: Sequence[int], counted: Mapping[int, Counts]
) -> list[tuple[int, Mapping[str, Any], Mapping[str, Any]]]:
    found: list[tuple[int, Mapping[str, Any], Mapping[str, Any]]] = []
    for idea in db.session.execute(select(Idea.id, *_CACHED).where(Idea.id.in_(idea_ids)).order_by(Idea.id)):
        cached = {column.key: value for column, value in zip(_CACHED, idea[1:], strict=True)}
        right = counted[idea.id].columns()
        if cached != right:
            found.append((idea.id, cached, right))
    return found


def _external_ids(model: Any, ids: Sequence[int]) -> Mapping[int, str]:
    found = db.session.execute(select(model.id, model.external_id).where(model.id.in_(ids)))
    return {number: external_id for number, external_id in found}


def _by_place(statement: Any) -> dict[int, dict[Status, int]]:
    counts: dict[int, dict[Status, int]] = {}
    for place_id, status, count in db.session.execute(statement):
        if count:
            counts.setdefault(place_id, {})[status] = count
    return counts


def _replace_place_counts(place_ids: Sequence[int], right: Mapping[int, Mapping[Status, int]]) -> None:
    db.session.execute(delete(IdeaCount).where(IdeaCount.place_id.in_(place_ids)))
    rows = [
        {"place_id": place_id, "status": status, "count": count}
        for place_id in place_ids
        for status, count in right.get(place_id, {}).items()
    ]
    if rows:
        db.session.execute(plain_insert(IdeaCount), rows)
