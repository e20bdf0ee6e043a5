"""Somebody is erased: who they were goes, and what others did stays as exact as it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import select

from community.accounts.counting import people_of
from community.accounts.models import Person
from community.accounts.operations import forget_person
from community.comments import operations as comments
from community.confirmations.operations import forget_answers
from community.extensions import db
from community.ideas.operations import forget_links, lock_ideas_of, release_votes, remove_words
from community.issues import operations as issues
from community.leaving.models import Erasure
from community.moderation.operations import forget_said
from community.notifications.operations import forget_told
from community.persons.operations import forget_claims, lock_people
from community.platform.clock import now
from community.platform.errors import Denied
from community.platform.keyed import keyed_hash
from community.platform.text import _
from community.record.operations import forget_texts
from community.roles.operations import forget_roles
from community.roles.queries import Viewer
from community.tracker.operations import forget_promises
from community.writing.operations import forget_drafts

__all__ = ["erase", "erase_person", "find_erased"]

HASHED_FOR = "erased"


def erase(actor: Viewer, *, keep_words: bool) -> None:
    """Erase the actor; with `keep_words` their ideas stay, without a name.

    Raises Refused for the last admin, and Denied when it was done already.
    """
    # Whatever else this person is just doing holds its sign-in (see roles.queries): first that ends, and nothing
    # begins. Only then the ideas are locked, so that nobody waits for the other both ways.
    if actor.sign_in_id not in lock_people([actor.person_id]):
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
    """Remove who this person was from everything that they did here, by whatever door: all who count as the same."""
    people = people_of(person_id)
    for each in people:
        forget_roles(each)
    forget_promises(people, words_too=not keep_words)
    issues.lock_issues_of(people)
    lock_ideas_of(people)
    release_votes(people)
    issues.release_me_too(people)
    forget_links(people)
    issues.forget_answers(people, words_too=not keep_words)
    forget_drafts(people)
    forget_answers(people)
    if not keep_words:
        remove_words(people)
        issues.remove_words(people)
        comments.remove_words(people)
    forget_said(people, words_too=not keep_words)
    forget_texts(people, words_too=not keep_words)
    forget_claims(people)
    forget_told(people)
    for each in people:
        external_id = forget_person(each)
        db.session.add(
            Erasure(
                person_id=each,
                external_id_hash=keyed_hash(HASHED_FOR, external_id),
                keeps_words=keep_words,
                erased_at=now(),
            )
        )
    db.session.flush()
    db.session.expire_all()
