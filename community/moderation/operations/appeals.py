"""Whom a decision is about says that it is wrong; another moderator answers."""

from __future__ import annotations

from sqlalchemy import select

from community.accounts.counting import whom
from community.accounts.models import Account, Person
from community.extensions import db
from community.moderation.models import Act, Appeal, Decision
from community.moderation.operations.decide import SENTENCE_LENGTH, AlreadyDecided, lines_of
from community.moderation.operations.tell import tell_author
from community.moderation.rules import UNDOING, may_answer, may_appeal, may_moderate
from community.moderation.things import joined, moderated
from community.moderation.wording import public_form
from community.platform.clock import now
from community.platform.errors import Missing, Refused, Unclear
from community.platform.text import _, legible
from community.roles.queries import Viewer

__all__ = ["APPEAL_LENGTH", "answer_appeal", "appeal"]

APPEAL_LENGTH = 3000


def appeal(actor: Viewer, decision_id: int, said: str) -> Appeal:
    """Say once that a decision about oneself is wrong, also while paused.

    Raises Missing when it is about somebody else, Refused when it cannot be appealed, or was.
    """
    said = legible(said.strip(), APPEAL_LENGTH, lines=True)
    if not said:
        raise Unclear(_("Say why the decision is wrong."))
    decision = _locked(decision_id)
    if decision is None or whom(decision.author_id) != actor.counts_as_id:
        raise Missing(_("There is no such decision."))
    undone = select(Decision.id).where(Decision.about_id == decision.id, Decision.act.in_(UNDOING))
    if db.session.scalar(select(Appeal.id).where(Appeal.decision_id == decision.id)) is not None:
        raise Refused(_("You have appealed against this already: one appeal is heard, by another moderator."))
    if not may_appeal(
        actor.counts_as_id, whom(decision.author_id), decision.act, db.session.scalar(undone) is not None
    ):
        raise Refused(_("There is nothing left here to appeal against."))
    made = Appeal(decision_id=decision.id, said=said, appealed_at=now())
    db.session.add(made)
    db.session.flush()
    return made


def answer_appeal(actor: Viewer, decision_id: int, act: Act, sentence: str, public_sentence: str = "") -> Decision:
    """Uphold a decision, or overturn it: then everything is as if it had not been made.

    Raises Missing when no appeal waits for the actor here, AlreadyDecided when somebody else has answered it,
    and Refused when the actor decided it, or wrote what it is about.
    """
    sentence = legible(sentence.strip(), SENTENCE_LENGTH, lines=True)
    if act not in (Act.UPHOLD, Act.OVERTURN) or not sentence:
        raise Unclear(_("Choose whether the decision stands, and say why in a sentence that its author gets."))
    decision = _locked(decision_id)
    waiting = db.session.scalars(
        select(Appeal).where(Appeal.decision_id == decision_id).with_for_update(),
        execution_options={"populate_existing": True},
    ).first()
    if decision is None or waiting is None:
        raise Missing(_("There is no such appeal."))
    if not may_moderate(actor.held, lines_of({decision.place_id})[decision.place_id]):
        raise Missing(_("There is no such appeal."))
    if waiting.answer_id:
        raise AlreadyDecided(waiting.answer_id)
    if not may_answer(actor.counts_as_id, whom(decision.person_id) or 0, whom(decision.author_id)):
        raise Refused(_("Another moderator answers this appeal: you decided it, or it is about you."))
    names = db.session.scalars(select(Person.name).where(Person.id.in_([actor.person_id, decision.author_id])))
    answer = Decision(
        kind=decision.kind,
        thing_id=decision.thing_id,
        place_id=decision.place_id,
        act=act,
        rule=decision.rule,
        sentence=sentence,
        public_sentence=legible(public_sentence.strip(), SENTENCE_LENGTH, lines=True)
        or public_form(sentence, list(names)),
        person_id=actor.person_id,
        author_id=decision.author_id,
        decided_at=now(),
        about_id=decision.id,
    )
    db.session.add(answer)
    db.session.flush()
    waiting.answer_id = answer.id
    if act is Act.OVERTURN:
        _undo(decision)
    thing = joined(Decision.kind, Decision.thing_id)
    title = thing.to(select(thing.title).select_from(Decision)).where(Decision.id == decision.id)
    tell_author(answer, db.session.scalars(title).one())
    db.session.flush()
    return answer


def _locked(decision_id: int) -> Decision | None:
    return db.session.get(Decision, decision_id, with_for_update={"key_share": True}, populate_existing=True)


def _undo(decision: Decision) -> None:
    """Take back what a decision did, unless a later one did the same again."""
    if decision.act is Act.HIDE:
        later = select(Decision.id).where(
            Decision.kind == decision.kind,
            Decision.thing_id == decision.thing_id,
            Decision.id > decision.id,
            Decision.act == Act.HIDE,
        )
        if db.session.scalar(later.limit(1)) is None:
            moderated[decision.kind].restore(decision.thing_id)
    elif decision.act is Act.PAUSE:
        account = db.session.scalars(
            select(Account)
            .where(Account.person_id == decision.author_id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        ).first()
        if account is not None and account.paused_until == decision.until:
            account.paused_until = decision.until_before
