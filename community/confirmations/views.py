"""The pages on which people are asked back, and where those who promised read what they said."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from community.confirmations import operations, queries
from community.confirmations.forms import ANSWERS, AnswerForm
from community.confirmations.links import read_key
from community.confirmations.models import Answer
from community.confirmations.queries import Question
from community.extensions import db
from community.places.queries import get_place
from community.platform.address import given, page_links
from community.platform.errors import Missing
from community.platform.freshness import show_if_changed
from community.platform.guards import anyone, may, viewer
from community.platform.paging import instant
from community.platform.paging import read_key as read_page_key
from community.platform.text import _
from community.roles.guards import holding
from community.roles.models import Role
from community.roles.rules import holds
from community.tracker.queries import get_commitment

bp = Blueprint("confirmations", __name__)


@bp.get("/confirm/<key>")
@may(anyone)
def question(key: str) -> ResponseReturnValue:
    """Ask somebody back; the address alone says who, and looking at it changes nothing."""
    asked = _asked(key)
    form = AnswerForm(data={"answer": asked.answer, "said": asked.said})
    return render_template("confirmations/question.html", question=asked, key=key, form=form, answers=ANSWERS)


@bp.post("/confirm/<key>")
@may(anyone)
def answer(key: str) -> ResponseReturnValue:
    """Keep what somebody answers; the page then says what becomes of it."""
    asked = _asked(key)
    form = AnswerForm(request.form)
    if not form.validate():
        shown = render_template("confirmations/question.html", question=asked, key=key, form=form, answers=ANSWERS)
        return shown, 400
    operations.answer_question(asked.person_id, asked.step_id, Answer(form.answer.data), form.said.data or "")
    db.session.commit()
    return redirect(f"/confirm/{key}#answered", 303)


@bp.get("/tracker/<id:commitment_id>/answers")
@may(holding(Role.LEADER))
def said(commitment_id: int) -> ResponseReturnValue:
    """Show leaders of the place what people added to their answers, without names."""
    commitment = get_commitment(commitment_id)
    place, above = get_place(commitment.place_id)
    if not holds(viewer().held, Role.LEADER, [each.id for each in (*above, place)]):
        raise Missing(_("There is no such commitment."))
    page_key = given("page")
    page = queries.list_said(commitment_id, read_page_key(page_key, instant) if page_key else None)
    show_if_changed()
    return render_template(
        "confirmations/said.html",
        commitment=commitment,
        place=place,
        above=above,
        page=page,
        links=page_links(page.previous, page.next),
        answers=ANSWERS,
    )


def _asked(key: str) -> Question:
    """Return the question that a signed key leads to; raise Missing when there is none, or it is out of sight."""
    named = read_key(key)
    asked = queries.get_question(*named) if named else None
    if asked is None or not asked.listed:
        raise Missing(_("There is no such question. Perhaps the address was cut: copy it whole from the mail."))
    return asked
