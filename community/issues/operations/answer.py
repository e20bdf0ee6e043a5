"""Those who answer for a place answer its issues, say by when, close them and open them again."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy import insert as plain_insert

from community.accounts.counting import whom
from community.accounts.operations import refuse_paused
from community.extensions import db
from community.issues.models import Answer, Issue, IssueStep, Status, StepKind
from community.issues.operations.own import line_of, lock_issue
from community.issues.queries.audience import audience_of
from community.issues.rules import may_answer, may_reopen, may_say_me_too, may_steer, owes_answer
from community.notifications.models import Event, Thing
from community.notifications.operations import notify, take_back
from community.platform.clock import now, today
from community.platform.errors import Denied, Missing, Refused, Unclear
from community.platform.markdown import render
from community.platform.text import _, legible
from community.record.kinds import Kind
from community.record.operations import put_on_record
from community.roles.queries import Viewer
from community.writing.operations import checked_body
from community.writing.rules import wrote

__all__ = ["answer_issue", "close_issue", "owe_answer", "reopen_issue"]

_RECORDED = {
    StepKind.ANSWERED: (Kind.ISSUE_ANSWERED, Event.ANSWERED),
    StepKind.CLOSED: (Kind.ISSUE_CLOSED, Event.CLOSED),
    StepKind.REOPENED: (Kind.ISSUE_REOPENED, Event.REOPENED),
}


def answer_issue(actor: Viewer, issue_id: int, body: str) -> None:
    """Answer an issue for its place, or say the answer anew; what it said before stays readable.

    The same words again change nothing. Whoever raised the issue, is affected or follows it is told. Raises Denied for
    whoever does not lead there, and Refused when the issue is closed.
    """
    body = checked_body(body)
    if not body.strip():
        raise Unclear(_("Write an answer that everybody can read."))
    issue = _lock(actor, issue_id)
    if not may_answer(actor.held, line_of(issue.place_id)):
        raise Denied(_("Only leaders of this place answer its issues."))
    if not may_say_me_too(issue.status):
        raise Refused(_("This issue is closed. Open it again first."))
    number, said = db.session.execute(
        select(Answer.number, Answer.body).where(Answer.issue_id == issue_id).order_by(Answer.number.desc()).limit(1)
    ).first() or (0, None)
    if said == body:
        return
    row = {"issue_id": issue_id, "number": number + 1, "body": body, "body_html": render(body)}
    db.session.execute(plain_insert(Answer).values(**row, person_id=actor.person_id, written_at=now()))
    issue.status = Status.ANSWERED
    _step(actor, issue, StepKind.ANSWERED, body)


def owe_answer(actor: Viewer, issue_id: int, due_on: date) -> None:
    """Say by when an answer is owed; the day that it has changes nothing."""
    issue = _lock(actor, issue_id)
    _refuse_others(actor, issue)
    if not owes_answer(issue.status):
        raise Refused(_("No answer is owed any more: this issue is answered or closed."))
    if due_on < today():
        raise Unclear(_("Choose a day that is still to come."))
    if issue.answer_due_on == due_on:
        return
    issue.answer_due_on = due_on
    _step(actor, issue, StepKind.DUE, "", due_on)


def close_issue(actor: Viewer, issue_id: int, reason: str) -> None:
    """Close an issue, with a reason that everybody can read; closing again changes nothing."""
    reason = _reason(reason)
    issue = _lock(actor, issue_id)
    if not wrote(actor.counts_as_id, whom(issue.author_id)):
        _refuse_others(actor, issue)
    if issue.status is Status.CLOSED:
        return
    issue.status = Status.CLOSED
    _step(actor, issue, StepKind.CLOSED, reason)


def reopen_issue(actor: Viewer, issue_id: int, reason: str) -> None:
    """Open a closed issue again, with a reason; an answer that it had stands."""
    reason = _reason(reason)
    issue = _lock(actor, issue_id)
    if issue.status is not Status.CLOSED:
        return
    closed_by = select(IssueStep.person_id).where(IssueStep.issue_id == issue_id, IssueStep.kind == StepKind.CLOSED)
    closer_id = db.session.scalar(closed_by.order_by(IssueStep.id.desc()).limit(1))
    mine = wrote(actor.counts_as_id, whom(issue.author_id))
    steers = may_steer(actor.held, line_of(issue.place_id))
    if not may_reopen(steers, mine, wrote(actor.counts_as_id, whom(closer_id))):
        raise Denied(_("Only leaders and moderators of this place can do this."))
    answered = db.session.scalar(select(func.count()).where(Answer.issue_id == issue_id))
    issue.status = Status.ANSWERED if answered else Status.OPEN
    _step(actor, issue, StepKind.REOPENED, reason)


def _lock(actor: Viewer, issue_id: int) -> Issue:
    issue = lock_issue(issue_id)
    if issue.hidden_at and not (
        wrote(actor.counts_as_id, whom(issue.author_id)) or may_steer(actor.held, line_of(issue.place_id))
    ):
        raise Missing(_("There is no such issue."))
    refuse_paused(actor.paused_until)
    if not issue.listed:
        raise Refused(_("This issue is out of sight at present."))
    return issue


def _refuse_others(actor: Viewer, issue: Issue) -> None:
    if not may_steer(actor.held, line_of(issue.place_id)):
        raise Denied(_("Only leaders and moderators of this place can do this."))


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Unclear(_("Say why, in a sentence that everybody can read."))
    return legible(reason.strip(), 1000, lines=True)


def _step(actor: Viewer, issue: Issue, kind: StepKind, said: str, due_on: date | None = None) -> None:
    """Keep what happened; tell it to whom the issue concerns and put it on record, but for a day that was set."""
    step = IssueStep(issue_id=issue.id, kind=kind, said=said, due_on=due_on, person_id=actor.person_id, at=now())
    db.session.add(step)
    db.session.flush()
    if kind not in _RECORDED:
        return
    recorded, event = _RECORDED[kind]
    put_on_record(
        recorded,
        f"issue_step:{step.id}",
        {"issue": issue.external_id, "status": issue.status},
        texts={"answer" if kind is StepKind.ANSWERED else "reason": (said, actor.person_id)},
        event_at=step.at,
    )
    same = select(func.max(IssueStep.id)).where(
        IssueStep.issue_id == issue.id, IssueStep.kind == kind, IssueStep.id < step.id
    )
    take_back(
        Thing.ISSUE, issue.id, db.session.scalar(same) or 0
    )  # what nobody has heard yet is told once, as it is now
    notify(audience_of(issue.id, actor.counts_as_id), event, Thing.ISSUE, issue.id, step_id=step.id, at=step.at)
