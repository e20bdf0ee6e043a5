"""What those who answer for a place do with its issues."""

from __future__ import annotations

from flask import flash, redirect, request

from community.extensions import db
from community.issues import operations, queries
from community.issues.forms import AnswerForm, DueForm, ReasonForm
from community.issues.views.blueprint import bp
from community.issues.views.pages import show
from community.platform.guards import may, signed_in, viewer
from community.platform.text import _


@bp.post("/issues/<id:issue_id>/answer")
@may(signed_in)
def answer(issue_id: int):
    """Answer the issue, or say the answer anew."""
    form = AnswerForm(request.form)
    if not form.validate():
        return show(queries.get_issue(issue_id, viewer()), answer=form, status=400)
    operations.answer_issue(viewer(), issue_id, form.body.data)
    return _done(issue_id, _("The answer is public. Whom the issue concerns is told."))


@bp.post("/issues/<id:issue_id>/due")
@may(signed_in)
def due(issue_id: int):
    """Say by when an answer is owed."""
    form = DueForm(request.form)
    if not form.validate():
        return show(queries.get_issue(issue_id, viewer()), due=form, status=400)
    operations.owe_answer(viewer(), issue_id, form.due_on.data)
    return _done(issue_id, _("The day is set; everybody sees it."))


@bp.post("/issues/<id:issue_id>/close")
@may(signed_in)
def close(issue_id: int):
    """Close the issue, with a reason."""
    form = ReasonForm(request.form)
    if not form.validate():
        return show(queries.get_issue(issue_id, viewer()), close=form, status=400)
    operations.close_issue(viewer(), issue_id, form.reason.data)
    return _done(issue_id, _("The issue is closed. It can be opened again on this page."))


@bp.post("/issues/<id:issue_id>/reopen")
@may(signed_in)
def reopen(issue_id: int):
    """Open the issue again, with a reason."""
    form = ReasonForm(request.form)
    if not form.validate():
        return show(queries.get_issue(issue_id, viewer()), close=form, status=400)
    operations.reopen_issue(viewer(), issue_id, form.reason.data)
    return _done(issue_id, _("The issue is open again."))


def _done(issue_id: int, sentence: str):
    address = queries.address_of(issue_id)
    db.session.commit()
    flash(sentence)
    return redirect(address, 303)
