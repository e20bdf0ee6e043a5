"""Somebody is erased: who they were goes, and what others did stays as exact as it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import select

from community.accounts.models import Account, Person, SignIn
from community.accounts.operations import forget_person
from community.extensions import db
from community.ideas.operations import forget_drafts, lock_ideas_of, release_votes, remove_words
from community.leaving.models import Erasure
from community.moderation.operations import forget_said
from community.platform.clock import now
from community.platform.errors import Denied
from community.platform.keyed import keyed_hash
from community.platform.text import _
from community.roles.operations import forget_roles
from community.roles.queries import Viewer

__all__ = ["erase", "erase_person", "find_erased"]

HASHED_FOR = "erased"


def erase(actor: Viewer, *, keep_words: bool) -> None:
    """Erase the actor; with `keep_words` their ideas stay, without a name.

    Raises Refused for the last admin, and Denied when it was done already.
    """
    # Whatever else this person is just doing holds its sign-in (see roles.queries): first that ends, and nothing
    # begins. Only then the ideas are locked, so that nobody waits for the other both ways.
    mine = select(SignIn.id).join(Account, Account.id == SignIn.account_id).where(Account.id == actor.account_id)
    locked = db.session.scalars(mine.order_by(SignIn.id).with_for_update(of=SignIn)).all()
    if actor.sign_in_id not in locked:
        raise Denied(_("You are not signed in any more."))
    erase_person(actor.person_id, keep_words=keep_words)


def find_erased(asked: Mapping[bytes, bool]) -> Iterator[tuple[int, bool]]:
    """Yield the id of each person here who was erased elsewhere, and whether their words are kept.

    `asked` says that by the keyed hash of the external id they had. Who is erased here has another one.
    """
    people = select(Person.id, Person.external_id).order_by(Person.id).execution_options(yield_per=10_000)
    for person_id, external_id in db.session.execute(people):
        keeps_words = asked.get(keyed_hash(HASHED_FOR, external_id))
        if keeps_words is not None:
            yield person_id, keeps_words


def erase_person(person_id: int, *, keep_words: bool) -> None:
    """Remove who this person was from everything that they did here."""
    forget_roles(person_id)
    lock_ideas_of(person_id)
    release_votes(person_id)
    forget_drafts(person_id)
    if not keep_words:
        remove_words(person_id)
    forget_said(person_id, words_too=not keep_words)
    external_id = forget_person(person_id)
    db.session.add(
        Erasure(
            person_id=person_id,
            external_id_hash=keyed_hash(HASHED_FOR, external_id),
            keeps_words=keep_words,
            erased_at=now(),
        )
    )
    db.session.flush()
    db.session.expire_all()
