"""The pages on which people say who they are, moderators answer, and admins join and part persons."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request

from community.extensions import db
from community.ideas.queries import get_idea
from community.persons import operations, queries
from community.persons.forms import AnswerForm, ClaimForm, ReasonForm
from community.persons.queries import ClaimRow
from community.persons.rules import may_answer_claim, may_see_claim
from community.places.queries import get_place
from community.platform.address import MOST_ID, given, number, page_links, with_parameters
from community.platform.errors import Missing, Refused, Unclear
from community.platform.freshness import show_if_changed
from community.platform.guards import may, signed_in, viewer
from community.platform.paging import read_key
from community.platform.text import _
from community.roles.guards import holding
from community.roles.models import Role
from community.site.operations import record_change

bp = Blueprint("persons", __name__)

admin = holding(Role.ADMIN)


@bp.get("/ideas/<id:idea_id>/claim")
@may(signed_in)
def claiming(idea_id: int):
    """Ask whoever says that they wrote an imported idea how one can know."""
    idea = get_idea(idea_id, viewer())
    mine = queries.get_my_claim(viewer().person_id, idea_id)
    show_if_changed()
    form = ClaimForm(data={"said": mine.said} if mine else None)
    return render_template("persons/claim.html", idea=idea, form=form, mine=mine)


@bp.post("/ideas/<id:idea_id>/claim")
@may(signed_in)
def claim(idea_id: int):
    """Keep what the viewer says for a moderator."""
    form = ClaimForm(request.form)
    if not form.validate():
        idea = get_idea(idea_id, viewer())
        mine = queries.get_my_claim(viewer().person_id, idea_id)
        return render_template("persons/claim.html", idea=idea, form=form, mine=mine), 400
    claim_id = operations.claim(viewer(), idea_id, form.said.data).id
    db.session.commit()
    flash(_("Your request is sent. A moderator of this place answers; you get the answer by mail and here."))
    return redirect(f"/claims/{claim_id}", 303)


@bp.get("/claims")
@may(signed_in)
def mine():
    """Show the viewer what they asked, and what became of it."""
    rows = queries.list_claims(viewer().person_id)
    show_if_changed()
    return render_template("persons/mine.html", rows=rows)


@bp.get("/claims/<id:claim_id>")
@may(signed_in)
def standing(claim_id: int):
    """Show a request to whoever made it, and to the moderators of its place."""
    return _claim_page(queries.get_claim(claim_id))


@bp.post("/claims/<id:claim_id>/answer")
@may(holding(Role.MODERATOR))
def answer(claim_id: int):
    """Approve a request, or refuse it."""
    form = AnswerForm(request.form)
    if not form.validate():
        return _claim_page(queries.get_claim(claim_id), answering=form), 400
    try:
        operations.answer_claim(viewer(), claim_id, form.approve.data == "yes", form.sentence.data)
    except operations.AlreadyAnswered:
        db.session.rollback()
        return _claim_page(queries.get_claim(claim_id), late=True), 409
    db.session.commit()
    flash(_("The request is answered, and whoever asked is told."))
    return redirect("/moderation", 303)


@bp.post("/claims/<id:claim_id>/undo")
@may(holding(Role.MODERATOR))
def undo(claim_id: int):
    """Part again who was joined by an approved request."""
    form = ReasonForm(request.form)
    if not form.validate():
        return _claim_page(queries.get_claim(claim_id), undoing=form), 400
    operations.undo_claim(viewer(), claim_id, form.reason.data)
    db.session.commit()
    flash(_("It is undone: all is as it was before, and whoever asked is told."))
    return redirect(f"/claims/{claim_id}", 303)


@bp.get("/admin/people/joined")
@may(admin)
def joined():
    """Show who counts as whom, and find two persons who are one."""
    return _joining_page(ReasonForm())


@bp.post("/admin/people/joined")
@may(admin)
def join():
    """Let a person count as another one."""
    form = ReasonForm(request.form)
    if not form.validate():
        return _joining_page(form), 400
    person_id, into_id = _number("person"), _number("into")
    try:
        operations.join_persons(viewer().person_id, person_id, into_id, form.reason.data)
    except Refused as refused:
        db.session.rollback()
        form.form_errors.append(refused.sentence)
        return _joining_page(form), 409
    record_change(viewer().person_id, "people_joined", after=f"{person_id} › {into_id}")
    db.session.commit()
    flash(_("They count as one from now on. Their votes are counted anew."))
    return redirect("/admin/people/joined", 303)


@bp.get("/admin/people/joined/<id:join_id>")
@may(admin)
def parting(join_id: int):
    """Ask why two shall be parted again."""
    return render_template("persons/part.html", row=queries.get_join(join_id), form=ReasonForm())


@bp.post("/admin/people/joined/<id:join_id>")
@may(admin)
def part(join_id: int):
    """Part two who were joined."""
    form = ReasonForm(request.form)
    if not form.validate():
        return render_template("persons/part.html", row=queries.get_join(join_id), form=form), 400
    ended = operations.part(viewer(), join_id, form.reason.data)
    record_change(viewer().person_id, "people_parted", before=f"{ended.person_id} › {ended.into_id}")
    db.session.commit()
    flash(_("They are two again: all is as it was before."))
    return redirect("/admin/people/joined", 303)


def _claim_page(
    row: ClaimRow, *, late: bool = False, answering: AnswerForm | None = None, undoing: ReasonForm | None = None
) -> str:
    place, above = get_place(row.place_id)
    who, line = viewer(), [each.id for each in (*above, place)]
    if not may_see_claim(who.counts_as_id, row.claimant_id, who.held, line):
        raise Missing(_("There is no such request."))
    moderates = may_answer_claim(who.held, line)
    holding = queries.get_holding(row.person_id) if moderates else None
    if not (late or answering or undoing):
        show_if_changed()
    return render_template(
        "persons/standing.html",
        row=row,
        late=late,
        is_mine=who.counts_as_id == row.claimant_id,
        moderates=moderates,
        holding=holding,
        answering=answering or AnswerForm(),
        undoing=undoing or ReasonForm(),
    )


def _joining_page(form: ReasonForm) -> str:
    """Show two searches, what was found by each, and once two are chosen, what both hold."""
    page_key, words = given("page"), [given("first") or "", given("second") or ""]
    chosen = [number(name, MOST_ID) for name in ("person", "into")]
    if request.method == "POST":
        chosen = [_number("person"), _number("into")]
    both = [queries.get_holding(each) for each in chosen if each]
    page = queries.list_joins(read_key(page_key, int) if page_key else None)
    return render_template(
        "persons/joined.html",
        form=form,
        words=words,
        found=[] if len(both) == 2 else [queries.find_persons(text) for text in words],
        both=both if len(both) == 2 else [],
        different=queries.count_different(both[0].id, both[1].id) if len(both) == 2 else 0,
        page=page,
        links=page_links(page.previous, page.next),
        first=with_parameters(page=None),
    )


def _number(name: str) -> int:
    text = request.form.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 11 and 0 < int(text) <= MOST_ID):
        raise Unclear(_("Choose the two persons first."))
    return int(text)
