"""Somebody says that they are the imported person who wrote an idea; a moderator answers, and can undo it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, select

from community.accounts.counting import whom
from community.accounts.models import Account, Person
from community.accounts.operations import check_not_paused
from community.extensions import db
from community.ideas.models import Idea
from community.ideas.queries import get_idea
from community.persons.models import Claim, PersonJoin
from community.persons.operations.joins import REASON_LENGTH, join_persons, lock_people, part_persons
from community.persons.operations.tell import tell_claimant
from community.persons.rules import CLAIMS_AT_ONCE, can_be_claimed, may_answer_claim, may_claim_more
from community.places.models import Ancestry
from community.platform.clock import now
from community.platform.errors import Missing, Refused, Unclear
from community.platform.exchange.bulk import beside_no_import
from community.platform.text import _, legible, plural, site_language, speaking
from community.roles.queries import Viewer

__all__ = ["SAID_LENGTH", "AlreadyAnswered", "answer_claim", "claim", "part", "undo_claim"]

SAID_LENGTH = 1000


class AlreadyAnswered(Refused):
    """Somebody else answered first."""


def claim(actor: Viewer, idea_id: int, said: str) -> Claim:
    """Say that one is the imported person who wrote this idea; saying it again changes what was said.

    Raises Missing when the actor does not see the idea, Denied when paused, and Refused when a rule says no.
    """
    said = legible(said.strip(), SAID_LENGTH, lines=True)
    if not said:
        raise Unclear(_("Say how a moderator can know that it is you."))
    idea = get_idea(idea_id, actor)
    check_not_paused(actor.person_id)
    author_id = db.session.scalar(select(Idea.author_id).where(Idea.id == idea_id))
    _lock_unclaimed(author_id, actor.counts_as_id)
    mine = select(Claim).where(Claim.claimant_id == actor.counts_as_id, Claim.answered_at.is_(None))
    waiting = db.session.scalars(mine).all()
    standing = next((each for each in waiting if each.person_id == author_id), None)
    if standing is not None:
        standing.said = said
        db.session.flush()
        return standing
    if not may_claim_more(len(waiting)):
        raise Refused(
            plural(
                "%(num)s request of yours waits already. Ask again when a moderator has answered.",
                "%(num)s requests of yours wait already. Ask again when a moderator has answered.",
                CLAIMS_AT_ONCE,
            )
        )
    made = Claim(
        person_id=author_id,
        claimant_id=actor.counts_as_id,
        idea_id=idea_id,
        place_id=idea.place_id,
        said=said,
        claimed_at=now(),
    )
    db.session.add(made)
    db.session.flush()
    return made


def answer_claim(actor: Viewer, claim_id: int, approve: bool, answer: str) -> Claim:
    """Approve a claim, so that the imported person counts as the claimant, or refuse it; the claimant is told.

    Approving refuses what others claim of the same person. Raises Missing when the claim lies where the actor does not
    moderate, AlreadyAnswered when somebody was first, and Refused when it is the actor's own or a rule says no.
    """
    answer = _sentence(answer)
    found = db.session.get(Claim, claim_id)
    if found is None:
        raise Missing(_("There is no such request."))
    if approve:
        beside_no_import()
        lock_people([found.person_id, found.claimant_id])
    found = _locked(claim_id)
    _refuse_elsewhere(actor, found)
    if whom(found.claimant_id) == actor.counts_as_id:
        raise Refused(_("This is your own request: another moderator answers it."))
    if found.answered_at is not None:
        raise AlreadyAnswered(_("Somebody else has answered this meanwhile."))
    if approve:
        found.join_id = join_persons(actor.person_id, found.person_id, found.claimant_id, answer).id
    _answer(actor, found, answer)
    if approve:
        for other in _waiting_for(found.person_id):
            with speaking(site_language()):
                taken = _("A moderator has recognised somebody else as the one who wrote this.")
            _answer(actor, other, taken)
    return found


def undo_claim(actor: Viewer, claim_id: int, reason: str) -> None:
    """Part again who was joined by an approved claim; the claimant is told why.

    Raises Missing and Refused as answering does.
    """
    found = db.session.get(Claim, claim_id)
    if found is None:
        raise Missing(_("There is no such request."))
    _refuse_elsewhere(actor, found)
    if found.join_id is None:
        raise Refused(_("There is nothing to undo: this request was not approved."))
    part(actor, found.join_id, reason)


def part(actor: Viewer, join_id: int, reason: str) -> PersonJoin:
    """Part two who were joined, and tell whoever had claimed it."""
    join = part_persons(actor.person_id, join_id, reason)
    for each in db.session.scalars(select(Claim).where(Claim.join_id == join_id)):
        tell_claimant(each, _title(each), undone_for=join.end_reason)
    return join


def _lock_unclaimed(author_id: int | None, claimant_id: int) -> None:
    """Let one act at a time concern these two; raise Refused when the author cannot be claimed."""
    both = select(Person.id, Person.counts_as_id, Person.erased_at).where(Person.id.in_({author_id, claimant_id}))
    locked = db.session.execute(both.order_by(Person.id).with_for_update(key_share=True)).all()
    author = next((each for each in locked if each.id == author_id), None)
    has_account = bool(db.session.scalar(select(exists().where(Account.person_id == author_id))))
    if author is None or not can_be_claimed(has_account, author.counts_as_id is None, author.erased_at is not None):
        raise Refused(_("Who wrote this is known already, or nothing is known of them by which one could tell."))


def _locked(claim_id: int) -> Claim:
    return db.session.get_one(Claim, claim_id, populate_existing=True, with_for_update=True)


def _refuse_elsewhere(actor: Viewer, found: Claim) -> None:
    line = db.session.scalars(select(Ancestry.ancestor_id).where(Ancestry.place_id == found.place_id)).all()
    if not may_answer_claim(actor.held, line):
        raise Missing(_("There is no such request."))


def _waiting_for(person_id: int) -> Sequence[Claim]:
    waiting = select(Claim).where(Claim.person_id == person_id, Claim.answered_at.is_(None)).order_by(Claim.id)
    return db.session.scalars(waiting.with_for_update(), execution_options={"populate_existing": True}).all()


def _answer(actor: Viewer, found: Claim, answer: str) -> None:
    found.answered_by, found.answered_at, found.answer = actor.person_id, now(), answer
    db.session.flush()
    tell_claimant(found, _title(found))


def _title(found: Claim) -> str | None:
    """Return the idea's title if everybody may read it."""
    return db.session.scalar(select(Idea.title).where(Idea.id == found.idea_id, Idea.listed))


def _sentence(text: str) -> str:
    text = legible(text.strip(), REASON_LENGTH, lines=True)
    if not text:
        raise Unclear(_("Say why, in a sentence that whoever asked gets."))
    return text
