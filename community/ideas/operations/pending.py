"""What a visitor sends waits for them to sign in, and is then done once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import delete, func, or_, select

from community.accounts.counting import whom
from community.accounts.models import Person
from community.accounts.operations.sign_ins import token_hash
from community.extensions import db
from community.ideas.models import Choice, Idea, Pending, PendingKind
from community.ideas.operations.drafts import draft_key, save_draft
from community.ideas.operations.edit import edit_idea
from community.ideas.operations.post import propose_idea
from community.ideas.operations.vote import cast_vote, withdraw_vote
from community.ideas.rules import WAITS, may_wait, wrote
from community.platform.clock import now
from community.platform.database import insert
from community.platform.errors import Missing, Problem, Refused, Unclear
from community.platform.text import _
from community.roles.queries import Viewer

__all__ = ["Done", "discard_pending", "forget_pending", "keep_pending", "perform_pending"]


class Done(NamedTuple):
    """What became of one act that waited: the idea it is about, if it was done, else why not."""

    kind: PendingKind
    idea_id: int | None
    refused: str | None = None


def keep_pending(token: str, kind: PendingKind, content: Mapping[str, Any], person_id: int | None = None) -> None:
    """Keep what the device with this token sent; the same again waits once.

    Who was signed in when the form was opened is `person_id`: then it waits for them alone. Raises Refused when
    too much waits already.
    """
    if person_id is not None and db.session.get(Person, person_id) is None:
        raise Unclear(_("This form was not made by this site."))
    hashed = token_hash(token)
    waiting = db.session.scalar(select(func.count()).select_from(Pending).where(Pending.token_hash == hashed))
    if not may_wait(waiting or 0):
        raise Refused(_("A lot is waiting for you already: sign in first."))
    text = json.dumps(content, sort_keys=True)
    adding = insert(Pending).values(
        token_hash=hashed,
        digest=sha256(f"{kind} {person_id} {text}".encode()).digest(),
        kind=kind,
        content=text,
        person_id=person_id,
        kept_at=now(),
    )
    db.session.execute(adding.on_conflict_do_nothing(index_elements=["token_hash", "digest"]))


def perform_pending(actor: Viewer, token: str) -> list[Done]:
    """Do all that waits for the actor on the device with this token, in the order in which it was sent.

    Each is taken by one transaction alone and is then gone, however often and wherever they sign in. Words
    that cannot be posted become a draft.
    """
    taking = (
        delete(Pending)
        .where(
            Pending.token_hash == token_hash(token),
            Pending.kept_at > now() - WAITS,
            or_(Pending.person_id.is_(None), Pending.person_id == actor.person_id),
        )
        .returning(Pending.id, Pending.kind, Pending.content)
        .execution_options(synchronize_session=False)
    )
    taken = sorted(db.session.execute(taking), key=lambda row: row.id)
    return [_perform(actor, row.kind, json.loads(row.content)) for row in taken]


def discard_pending(token: str, number: int) -> None:
    """Forget one act that waits on the device with this token; raise Missing when there is none."""
    gone = delete(Pending).where(Pending.id == number, Pending.token_hash == token_hash(token)).returning(Pending.id)
    if db.session.execute(gone).first() is None:
        raise Missing(_("That is not waiting any more."))


def forget_pending() -> None:
    """Forget what nobody signed in for in time."""
    db.session.execute(delete(Pending).where(Pending.kept_at <= now() - WAITS))


def _perform(actor: Viewer, kind: PendingKind, content: Mapping[str, Any]) -> Done:
    try:
        with db.session.begin_nested():
            return Done(kind, _ACTS[kind](actor, **content))
    except Problem as problem:
        if kind is not PendingKind.VOTE:
            _keep_words(actor, content)
        return Done(kind, content.get("idea_id"), problem.sentence or "")


def _vote(actor: Viewer, *, idea_id: int, choice: str) -> int:
    if choice in set(Choice):
        cast_vote(actor.person_id, idea_id, Choice(choice))
    else:
        withdraw_vote(actor.person_id, idea_id)
    return idea_id


def _propose(actor: Viewer, *, title: str, body: str, place_id: int, language: str, key: str) -> int:
    return propose_idea(actor, place_id, title, body, language=language, key=key).id


def _edit(actor: Viewer, *, idea_id: int, version: int, title: str, body: str) -> int:
    edit_idea(actor, idea_id, version, title, body)
    return idea_id


def _keep_words(actor: Viewer, content: Mapping[str, Any]) -> None:
    """Keep words as a draft: of the next version where the idea is the actor's own, else of a new idea."""
    idea_id = content.get("idea_id")
    author_id = db.session.scalar(select(Idea.author_id).where(Idea.id == idea_id)) if idea_id else None
    said = {name: content.get(name) for name in ("place_id", "language")}
    if idea_id and wrote(actor.counts_as_id, whom(author_id)):
        key, said = draft_key(idea_id), {"idea_id": idea_id, "version": content["version"]}
    else:
        key = uuid4().hex
    save_draft(actor.person_id, key, content["title"], content["body"], **said)


_ACTS: Mapping[PendingKind, Callable[..., int]] = {
    PendingKind.VOTE: _vote,
    PendingKind.IDEA: _propose,
    PendingKind.EDIT: _edit,
}
