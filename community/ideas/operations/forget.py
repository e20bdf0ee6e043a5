"""Somebody leaves: their votes, their drafts and, if they wish, their words go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from uuid import uuid4

from sqlalchemy import bindparam, delete, func, select, update

from community.accounts.operations import record_people
from community.extensions import db
from community.ideas.models import Draft, Idea, IdeaVersion, Pending, Status, Vote
from community.ideas.operations.place_counts import count_in_places
from community.ideas.operations.recount import recount
from community.ideas.rules import voting_is_open
from community.platform.clock import now

__all__ = ["GONE", "forget_drafts", "lock_ideas_of", "release_votes", "remove_words"]

GONE = "…"
"""What stands where words were removed."""

CHUNK = 500


def lock_ideas_of(person_id: int) -> None:
    """Let nobody else change or vote on what this person wrote or voted on, until the transaction ends."""
    mine = select(Idea.id).where(Idea.author_id == person_id)
    voted = select(Vote.idea_id).where(Vote.person_id == person_id)
    for ids in _chunks(sorted(db.session.scalars(mine.union(voted)))):  # in one order, or two at once could deadlock
        locking = select(Idea.id).where(Idea.id.in_(ids)).order_by(Idea.id).with_for_update(key_share=True)
        db.session.execute(locking).all()


def release_votes(person_id: int) -> None:
    """Withdraw this person's votes where voting goes on; where it is decided, keep each without whose it was.

    What was decided by those votes stays as it was counted: each goes to a person of its own, of whom nothing is
    known, without its times. The ideas are locked.
    """
    found = db.session.execute(
        select(Vote.idea_id, Idea.status)
        .join(Idea, Idea.id == Vote.idea_id)
        .where(Vote.person_id == person_id)
        .order_by(Vote.idea_id)
    ).all()
    for ids in _chunks([idea_id for idea_id, status in found if voting_is_open(status)]):
        db.session.execute(delete(Vote).where(Vote.person_id == person_id, Vote.idea_id.in_(ids)))
        recount(ids)
    for ids in _chunks([idea_id for idea_id, status in found if not voting_is_open(status)]):
        nobodies = record_people([uuid4().hex for _each in ids])
        given = [{"of": idea_id, "nobody": each} for idea_id, each in zip(ids, nobodies.values(), strict=True)]
        db.session.connection().execute(_GIVE, [{**each, "voter": person_id} for each in given])


def forget_drafts(person_id: int) -> None:
    """Remove what this person began to write, and what waits for them to sign in."""
    db.session.execute(delete(Draft).where(Draft.person_id == person_id))
    db.session.execute(delete(Pending).where(Pending.person_id == person_id))


def remove_words(person_id: int) -> None:
    """Empty this person's ideas with all their versions; what remains is withdrawn, with its status and its votes.

    The ideas are locked.
    """
    mine = select(Idea.id, Idea.status, Idea.place_id, Idea.listed).where(Idea.author_id == person_id)
    ideas = db.session.execute(mine.order_by(Idea.id)).all()
    at = now()
    for ids in _chunks([idea.id for idea in ideas]):
        empty = update(Idea).where(Idea.id.in_(ids))
        empty = empty.values(title=GONE, lead=GONE, body="", body_html="", tags=None, listed=False)
        versions = update(IdeaVersion).where(IdeaVersion.idea_id.in_(ids)).values(title=GONE, body="")
        db.session.execute(empty.values(withdrawn_at=func.coalesce(Idea.withdrawn_at, at)))
        db.session.execute(versions)
        db.session.execute(delete(Draft).where(Draft.idea_id.in_(ids)))
    fewer: Counter[tuple[Status, int]] = Counter()
    fewer.subtract((idea.status, idea.place_id) for idea in ideas if idea.listed)
    count_in_places(fewer)


_GIVE = (
    update(Vote.__table__)  # type: ignore[arg-type]
    .where(Vote.person_id == bindparam("voter"), Vote.idea_id == bindparam("of"))
    .values(person_id=bindparam("nobody"), created_at=None, changed_at=None)
)


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
