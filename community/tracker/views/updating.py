"""The pages on which leaders say what became of a promise: one form for each kind of step, and undoing the last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request

from community.extensions import db
from community.platform.errors import Missing, Refused, Unclear
from community.platform.guards import may, viewer
from community.platform.markdown import render
from community.platform.text import _
from community.roles.guards import holding
from community.roles.models import Role
from community.tracker import operations, queries
from community.tracker.forms import DeliverForm, MoveForm, StepForm, StopForm, UpdateForm
from community.tracker.operations import Overtaken
from community.tracker.rules import can_be_moved
from community.tracker.views.blueprint import bp
from community.tracker.views.led import Chosen, Led, chosen, led

DESK = "/tracker/desk"


@bp.get("/tracker/<id:commitment_id>/update")
@may(holding(Role.LEADER))
def updating(commitment_id: int):
    """Show the form for what is new, with what was to come next."""
    found = led(commitment_id)
    last = found.last
    return _page("update", found, UpdateForm(next_step=last.next_step, next_on=last.next_on, **_fresh(found)))


@bp.post("/tracker/<id:commitment_id>/update")
@may(holding(Role.LEADER))
def update(commitment_id: int):
    """Say what is new; the desk has this form, too."""

    def say(form: Any, **known: Any) -> object:
        said = dict(evidence_url=form.evidence_url.data, next_step=form.next_step.data, next_on=form.next_on.data)
        return operations.record_update(viewer(), commitment_id, form.body.data, begun=form.begun.data, **said, **known)

    return _take("update", commitment_id, UpdateForm(request.form), say)


@bp.get("/tracker/<id:commitment_id>/move")
@may(holding(Role.LEADER))
def moving(commitment_id: int):
    """Show the form for another day."""
    found = _going_on(commitment_id)
    return _page("move", found, MoveForm(due_on=found.commitment.due_on, **_fresh(found)))


@bp.post("/tracker/<id:commitment_id>/move")
@may(holding(Role.LEADER))
def move(commitment_id: int):
    """Promise another day, with a reason."""

    def say(form: Any, **known: Any) -> object:
        return operations.move_date(viewer(), commitment_id, form.due_on.data, form.body.data, **known)

    return _take("move", commitment_id, MoveForm(request.form), say)


@bp.get("/tracker/<id:commitment_id>/deliver")
@may(holding(Role.LEADER))
def delivering(commitment_id: int):
    """Show the form for a delivery."""
    found = _going_on(commitment_id)
    return _page("deliver", found, DeliverForm(**_fresh(found)))


@bp.post("/tracker/<id:commitment_id>/deliver")
@may(holding(Role.LEADER))
def deliver(commitment_id: int):
    """Report that it is done."""

    def say(form: Any, **known: Any) -> object:
        said = dict(evidence_url=form.evidence_url.data, delivered_on=form.delivered_on.data)
        return operations.report_delivered(viewer(), commitment_id, form.body.data, **said, **known)

    return _take("deliver", commitment_id, DeliverForm(request.form), say)


@bp.get("/tracker/<id:commitment_id>/stop")
@may(holding(Role.LEADER))
def stopping(commitment_id: int):
    """Show the form for stopping it."""
    found = _going_on(commitment_id)
    return _page("stop", found, StopForm(**_fresh(found)))


@bp.post("/tracker/<id:commitment_id>/stop")
@may(holding(Role.LEADER))
def stop(commitment_id: int):
    """Say that it will not be done, and why."""

    def say(form: Any, **known: Any) -> object:
        return operations.stop_commitment(viewer(), commitment_id, form.body.data, **known)

    return _take("stop", commitment_id, StopForm(request.form), say)


@bp.get("/tracker/<id:commitment_id>/answer")
@may(holding(Role.LEADER))
def answering(commitment_id: int):
    """Let the leader choose what the commitment answers as well."""
    found = led(commitment_id)
    return _answer_page(found, StepForm(**_fresh(found)), chosen())


@bp.post("/tracker/<id:commitment_id>/answer")
@may(holding(Role.LEADER))
def answer(commitment_id: int):
    """Let the commitment answer what was chosen, or choose on."""
    found, form, picked = led(commitment_id), StepForm(request.form), chosen()
    if request.form.get("step") == "choose":
        return _answer_page(found, form, picked)
    if not form.validate() or picked.wrong:
        return _answer_page(found, form, picked), 400
    try:
        operations.answer_more(viewer(), commitment_id, picked.ids("idea"), picked.ids("theme"), **form.known)
    except Overtaken:
        return _answer_page(_anew(commitment_id, form), form, picked, late=True), 409
    except (Missing, Unclear, Refused) as problem:
        db.session.rollback()
        return _answer_page(found, form, Chosen(picked.rows, problem.sentence or "")), problem.status
    return _done(commitment_id)


@bp.post("/tracker/<id:commitment_id>/undo")
@may(holding(Role.LEADER))
def undo(commitment_id: int):
    """Take the last step back as if it had not been taken."""
    step = operations.take_back_step(viewer(), commitment_id, StepForm(request.form).known["seen_id"] or None)
    gone = step.kind == "made"
    address = DESK if gone else queries.address_of(commitment_id)
    db.session.commit()
    flash(
        _("The promise is taken back. Nobody is told, and the ideas are as they were.")
        if gone
        else _("It is taken back. Nobody is told of it.")
    )
    return redirect(address, 303)


def _going_on(commitment_id: int) -> Led:
    """Return the commitment if there is something to move, deliver or stop."""
    found = led(commitment_id)
    if not can_be_moved(found.commitment.status):
        raise Refused(_("This has ended already. Say first that work goes on, in an update."))
    return found


def _take(name: str, commitment_id: int, form: Any, say: Callable[..., object]):
    """Take the step that the form asks for; what is wrong with it is said, and what was written is kept."""
    found = led(commitment_id)
    if request.form.get("step") == "preview":
        return _page(name, found, form, preview=render(form.body.data))
    if not form.validate():
        return _page(name, found, form, status=400)
    try:
        say(form, **form.known)
    except Overtaken:
        return _page(name, _anew(commitment_id, form), form, status=409)
    except (Unclear, Refused) as problem:
        db.session.rollback()
        form.form_errors = [problem.sentence]
        return _page(name, found, form, status=problem.status)
    return _done(commitment_id)


def _done(commitment_id: int):
    address = queries.address_of(commitment_id)
    db.session.commit()
    flash(_("It is public. Whom it concerns is told in ten minutes; until then you can undo it."))
    return redirect(DESK if request.form.get("back") == "desk" else address, 303)


def _anew(commitment_id: int, form: Any) -> Led:
    """Return the commitment as somebody else has left it; from now on the form has seen that."""
    db.session.rollback()
    found = led(commitment_id)
    form.seen.data, form.seen.raw_data = found.last.id, None  # what was sent would be shown again
    return found


def _fresh(found: Led) -> dict[str, Any]:
    return {"seen": found.last.id}


def _page(name: str, found: Led, form: Any, *, preview: str | None = None, status: int = 200):
    page = render_template(
        f"tracker/{name}.html",
        form=form,
        found=found,
        commitment=found.commitment,
        late=status == 409 and not form.form_errors,
        preview=preview,
        reach=queries.reach_of(found.commitment.id, but=viewer().counts_as_id),
        desk=request.values.get("back") == "desk",
    )
    # Whoever comes back to this page finds what they typed.
    return page, status, {"Cache-Control": "private, no-cache"}


def _answer_page(found: Led, form: StepForm, picked: Chosen, *, late: bool = False):
    known = {(row.kind, row.id) for row in picked.rows}
    answered = queries.list_answered(found.commitment.id)
    known |= {(row.kind, row.id) for row in answered}
    near = [row for row in queries.list_near(found.place.id) if (row.kind, row.id) not in known]
    return render_template(
        "tracker/answer.html",
        form=form,
        found=found,
        commitment=found.commitment,
        late=late,
        picked=picked,
        answered=answered,
        near=near,
    )
