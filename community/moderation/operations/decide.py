"""A moderator decides on things that were flagged, or that need no flag."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, tuple_, update

from community.accounts.counting import whom
from community.accounts.models import Account, Person
from community.extensions import db
from community.moderation.models import IS_OPEN, Act, Decision, Flag, Kind
from community.moderation.operations.tell import tell_author
from community.moderation.rules import gives_reason, may_decide, may_moderate, may_pause, nobody_was_first
from community.moderation.things import moderated
from community.moderation.wording import public_form
from community.places.models import Ancestry
from community.platform.clock import now
from community.platform.errors import Missing, Refused, Unclear
from community.platform.moderated import Decidable
from community.platform.text import _, legible
from community.roles.models import Grant, Role
from community.roles.queries import Viewer
from community.roles.rules import STRONG

__all__ = ["DAYS", "MOST_AT_ONCE", "SENTENCE_LENGTH", "AlreadyDecided", "Ruling", "decide"]

SENTENCE_LENGTH = 1000
MOST_AT_ONCE = 100
DAYS = (1, 3, 7, 30, 90, 365)
"""So long accounts are paused."""

Thing = tuple[Kind, int]

BY_HAND = (Act.DISMISS, Act.HIDE, Act.RESTORE, Act.WARN, Act.PAUSE)


class AlreadyDecided(Refused):
    """Somebody else decided first; `decision_id` says what."""

    def __init__(self, decision_id: int) -> None:
        super().__init__(_("Somebody else has decided this meanwhile."))
        self.decision_id = decision_id


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is decided, by which rule, in which sentence; the public one is made of it when there is none."""

    act: Act
    rule: int | None = None
    sentence: str = ""
    public_sentence: str = ""
    days: int | None = None


def decide(actor: Viewer, seen: Mapping[Thing, int], ruling: Ruling) -> Sequence[Decision]:
    """Decide the same on each of these things, all of them or none, and tell their authors.

    `seen` has kinds and ids of things, each with the latest decision that the actor knew of, 0 for none.
    Raises Missing when one is not there or lies in a place that the actor does not moderate, AlreadyDecided when
    somebody else was first, and Refused or Unclear when a rule says no.
    """
    if ruling.act not in BY_HAND or not 0 < len(seen) <= MOST_AT_ONCE:
        raise Unclear(_("Choose what to decide, and on what."))
    ruling = _checked(ruling)
    things = _locked(seen)
    lines = lines_of({thing.place_id for thing in things.values()})
    if len(things) < len(seen) or not all(may_moderate(actor.held, lines[thing.place_id]) for thing in things.values()):
        raise Missing(_("There is no such thing for you to decide on."))
    latest = _latest(things)
    authors = {each: whom(thing.author_id) for each, thing in things.items()}
    for each in things:
        if not may_decide(actor.counts_as_id, authors[each]):
            raise Refused(_("You wrote one of these yourself: somebody else decides about it."))
        if not nobody_was_first(seen[each], latest.get(each, 0)):
            raise AlreadyDecided(latest[each])
    written_by = {who for each, thing in things.items() for who in (thing.author_id, authors[each]) if who}
    names = _names({actor.person_id, *written_by})
    return [
        _decide_one(actor, each, thing, authors[each], ruling, list(names.values())) for each, thing in things.items()
    ]


def lines_of(place_ids: set[int]) -> Mapping[int, set[int]]:
    """Return for each place the ids of itself and of those above it."""
    lines: dict[int, set[int]] = {place_id: set() for place_id in place_ids}
    rows = select(Ancestry.place_id, Ancestry.ancestor_id).where(Ancestry.place_id.in_(place_ids))
    for place_id, ancestor_id in db.session.execute(rows):
        lines[place_id].add(ancestor_id)
    return lines


def _checked(ruling: Ruling) -> Ruling:
    sentence = legible(ruling.sentence.strip(), SENTENCE_LENGTH, lines=True)
    public = legible(ruling.public_sentence.strip(), SENTENCE_LENGTH, lines=True)
    if not gives_reason(ruling.act, ruling.rule, sentence):
        raise Unclear(_("Name the rule that was broken and say why, in a sentence that its author gets."))
    if ruling.act is Act.PAUSE and ruling.days not in DAYS:
        raise Unclear(_("Choose until when the account is paused."))
    return Ruling(ruling.act, ruling.rule, sentence, public, ruling.days)


def _locked(seen: Collection[Thing]) -> Mapping[Thing, Decidable]:
    """Lock the things, in one order, against other decisions, votes and edits."""
    locked: dict[Thing, Decidable] = {}
    for kind in sorted({kind for kind, _id in seen} & set(moderated)):
        found = moderated[kind].lock([number for each, number in seen if each is kind])
        locked.update({(kind, thing.id): thing for thing in found})
    return locked


def _latest(things: Collection[Thing]) -> Mapping[Thing, int]:
    rows = (
        select(Decision.kind, Decision.thing_id, func.max(Decision.id))
        .where(tuple_(Decision.kind, Decision.thing_id).in_(list(things)))
        .group_by(Decision.kind, Decision.thing_id)
    )
    return {(kind, thing_id): decision_id for kind, thing_id, decision_id in db.session.execute(rows)}


def _names(person_ids: set[int]) -> Mapping[int, str | None]:
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    return {person_id: name for person_id, name in rows}


def _decide_one(
    actor: Viewer, named: Thing, thing: Decidable, author_id: int | None, ruling: Ruling, names: Sequence[str | None]
) -> Decision:
    at, (kind, thing_id) = now(), named
    decision = Decision(
        kind=kind,
        thing_id=thing_id,
        place_id=thing.place_id,
        act=ruling.act,
        rule=ruling.rule,
        sentence=ruling.sentence,
        public_sentence=ruling.public_sentence or public_form(ruling.sentence, names),
        person_id=actor.person_id,
        author_id=author_id,
        decided_at=at,
    )
    if ruling.act is Act.HIDE:
        if thing.hidden_at:
            raise Refused(_("This is hidden already."))
        moderated[kind].hide(thing_id)
    elif ruling.act is Act.RESTORE:
        if not thing.hidden_at:
            raise Refused(_("This is not hidden."))
        moderated[kind].restore(thing_id)
        decision.about_id = _hidden_by(named)
    elif ruling.act is Act.PAUSE:
        _pause(actor, decision, at + timedelta(days=ruling.days or 0))
    elif ruling.act is Act.WARN:
        _account(author_id)
    db.session.add(decision)
    db.session.flush()
    flags = update(Flag).where(Flag.kind == kind, Flag.thing_id == thing_id, IS_OPEN)
    db.session.execute(flags.values(decision_id=decision.id).execution_options(synchronize_session=False))
    tell_author(decision, thing.title)
    return decision


def _hidden_by(named: Thing) -> int | None:
    kind, thing_id = named
    return db.session.scalar(
        select(func.max(Decision.id)).where(
            Decision.kind == kind, Decision.thing_id == thing_id, Decision.act == Act.HIDE
        )
    )


def _pause(actor: Viewer, decision: Decision, until: datetime) -> None:
    """Pause the author's account, never for less than it is paused already."""
    account = _account(decision.author_id)
    staff = select(Grant.id).where(
        Grant.person_id == account.person_id,
        Grant.role.in_(STRONG | {Role.HOST}),
        Grant.ended_at.is_(None),
        (Grant.until.is_(None)) | (Grant.until > now()),
    )
    if not may_pause(actor.held, db.session.execute(staff.limit(1)).first() is not None):
        raise Refused(_("Whoever wrote this holds a role here: only an admin pauses their account."))
    decision.until_before = account.paused_until
    decision.until = account.paused_until = max(until, account.paused_until or until)


def _account(person_id: int | None) -> Account:
    """Lock the account of whoever wrote something; raise Refused when there is none."""
    account = db.session.scalars(
        select(Account)
        .where(Account.person_id == person_id, Account.closed_at.is_(None))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).first()
    if account is None:
        raise Refused(_("Whoever wrote this has no account: they cannot be warned or paused. You can hide it."))
    return account
