"""What a visitor sends waits for them to sign in, and is then done once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import delete, func, or_, select

from community.accounts.models import Person
from community.accounts.operations.sign_ins import token_hash
from community.extensions import db
from community.platform.clock import now
from community.platform.database import insert
from community.platform.errors import Missing, Problem, Refused, Unclear
from community.platform.text import _
from community.roles.queries import Viewer
from community.writing.acts import ACTS
from community.writing.models import Pending
from community.writing.rules import WAITS, may_wait

__all__ = ["Done", "discard_pending", "forget_pending", "keep_pending", "perform_pending"]


class Done(NamedTuple):
    """What became of one act that waited: the thing it is about, if it was done, else why not."""

    kind: str
    thing_id: int | None
    refused: str | None = None


def keep_pending(token: str, kind: str, content: Mapping[str, Any], person_id: int | None = None) -> None:
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


def _perform(actor: Viewer, kind: str, content: Mapping[str, Any]) -> Done:
    act = ACTS[kind]
    try:
        with db.session.begin_nested():
            return Done(kind, act.perform(actor, **content))
    except Problem as problem:
        if act.keep is not None:
            act.keep(actor, content)
        return Done(kind, None, problem.sentence or "")
