"""Somebody leaves: their votes and, if they wish, their words go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import TypeVar
from uuid import uuid4

from sqlalchemy import bindparam, delete, func, select, update

from community.accounts.operations import record_people
from community.extensions import db
from community.ideas.models import Idea, IdeaVersion, Status, Vote, Withdrawal
from community.ideas.operations.place_counts import count_in_places
from community.ideas.operations.recount import recount
from community.ideas.queries.standing import whose_count
from community.ideas.rules import voting_is_open
from community.platform.clock import now
from community.search.operations import touch
from community.tags.models import Tagged
from community.tags.operations import record_tags
from community.writing.operations import forget_drafts_of

__all__ = ["GONE", "lock_ideas_of", "release_votes", "remove_words"]

GONE = "…"
"""What stands where words were removed."""

CHUNK = 500
Each = TypeVar("Each")


def lock_ideas_of(person_ids: Collection[int]) -> None:
    """Let nobody else change or vote on what these persons wrote or voted on, until the transaction ends."""
    mine = select(Idea.id).where(Idea.author_id.in_(person_ids))
    voted = select(Vote.idea_id).where(Vote.person_id.in_(person_ids))
    for ids in _chunks(sorted(db.session.scalars(mine.union(voted)))):  # in one order, or two at once could deadlock
        locking = select(Idea.id).where(Idea.id.in_(ids)).order_by(Idea.id).with_for_update(key_share=True)
        db.session.execute(locking).all()


def release_votes(person_ids: Sequence[int]) -> None:
    """Withdraw these persons' votes where voting goes on; where it is decided, keep what counted, without whose it was.

    They are all who count as one. What was decided by their votes stays as it was counted: each goes to a person of
    its own, of whom nothing is known, without its times. The ideas are locked.
    """
    whose = whose_count(person_ids)
    decided = {
        idea_id
        for ids in _chunks(sorted(whose))
        for idea_id, status in db.session.execute(select(Idea.id, Idea.status).where(Idea.id.in_(ids)))
        if not voting_is_open(status)
    }
    kept = [(idea_id, whose[idea_id]) for idea_id in sorted(decided) if whose[idea_id] is not None]
    for votes in _chunks(kept):
        nobodies = record_people([uuid4().hex for _each in votes])
        given = zip(votes, nobodies.values(), strict=True)
        rows = [{"of": idea_id, "voter": voter, "nobody": nobody} for (idea_id, voter), nobody in given]
        db.session.connection().execute(_GIVE, rows)
    for ids in _chunks(sorted(whose)):
        for model in (Vote, Withdrawal):
            db.session.execute(delete(model).where(model.person_id.in_(person_ids), model.idea_id.in_(ids)))
        recount(ids)


def remove_words(person_ids: Collection[int]) -> None:
    """Empty these persons' ideas with all their versions; what remains is withdrawn, with its status and its votes.

    The ideas are locked.
    """
    mine = select(Idea.id, Idea.status, Idea.place_id, Idea.listed).where(Idea.author_id.in_(person_ids))
    ideas = db.session.execute(mine.order_by(Idea.id)).all()
    at = now()
    for ids in _chunks([idea.id for idea in ideas]):
        empty = update(Idea).where(Idea.id.in_(ids))
        empty = empty.values(title=GONE, lead=GONE, body="", body_html="", tags=None, listed=False)
        versions = update(IdeaVersion).where(IdeaVersion.idea_id.in_(ids)).values(title=GONE, body="")
        db.session.execute(empty.values(withdrawn_at=func.coalesce(Idea.withdrawn_at, at)))
        db.session.execute(versions)
        touch("idea", *ids)
        record_tags(Tagged.IDEA, dict.fromkeys(ids))
        forget_drafts_of("idea", ids)
    fewer: Counter[tuple[Status, int]] = Counter()
    fewer.subtract((idea.status, idea.place_id) for idea in ideas if idea.listed)
    count_in_places(fewer)


_GIVE = (
    update(Vote.__table__)  # type: ignore[arg-type]
    .where(Vote.person_id == bindparam("voter"), Vote.idea_id == bindparam("of"))
    .values(person_id=bindparam("nobody"), created_at=None, changed_at=None)
)


def _chunks(ids: Sequence[Each]) -> Iterator[Sequence[Each]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
