"""The pages on which leaders promise: a form, how it will look and whom it tells, and then it is public."""

from __future__ import annotations

from secrets import token_urlsafe

from flask import current_app, flash, g, redirect, render_template, request

from community.extensions import db
from community.ideas.models import Status as IdeaStatus
from community.places.models import ROOT_ID
from community.places.queries import choose_near, get_place
from community.platform.address import MOST_ID, number
from community.platform.errors import Missing, Refused, Unclear
from community.platform.guards import may, viewer
from community.platform.markdown import render
from community.platform.text import _
from community.roles.guards import holding
from community.roles.models import Role
from community.roles.queries import list_here
from community.tracker import operations, queries
from community.tracker.forms import PromiseForm, numbers
from community.tracker.views.blueprint import bp
from community.tracker.views.led import Chosen, chosen, leads

STEPS = ("preview", "inside", "find", "choose", "write")
"""What can be pressed while the form is filled in."""


@bp.get("/tracker/new")
@may(holding(Role.LEADER))
def new():
    """Show an empty form; the address may name ideas and themes to answer, and a place."""
    picked = chosen()
    form = PromiseForm(key=token_urlsafe(16))
    form.place.data = str(number("place", MOST_ID) or _place_for(picked))
    return _page(form, picked)


@bp.post("/tracker/new")
@may(holding(Role.LEADER))
def make():
    """Promise it, or take one step in filling in the form; before it is public it is shown as it will look."""
    form, picked = PromiseForm(request.form), chosen()
    step = request.form.get("step", "")
    if step in STEPS:
        return _page(form, picked, step)
    _offer(form)
    if not form.validate() or picked.wrong:
        return _page(form, picked, status=400)
    try:
        operations.check_answers(viewer(), _place_id(form), picked.ids("idea"), picked.ids("theme"))
    except (Missing, Refused, Unclear) as problem:
        return _page(form, Chosen(picked.rows, problem.sentence or ""), status=400)
    if step != "publish":
        return _preview(form, picked)
    said = dict(
        language=form.language.data,
        due_on=form.due_on.data,
        measure=form.measure.data,
        cost=form.cost.data,
        next_step=form.next_step.data,
        next_on=form.next_on.data,
        idea_ids=picked.ids("idea"),
        theme_ids=picked.ids("theme"),
        key=form.key.data,
        **form.owned,
    )
    made = operations.make_commitment(viewer(), _place_id(form), form.title.data, form.body.data, **said)
    address = queries.address_of(made.id)
    db.session.commit()
    flash(_("The promise is public. Whoever asked for it is told in ten minutes; until then you can undo it."))
    return redirect(address, 303)


def _page(form: PromiseForm, picked: Chosen, step: str = "", *, status: int = 200):
    _offer(form)
    words = request.form.get("find", "").strip()[:200] if step == "find" else ""
    try:
        choosing = choose_near(_place_id(form), words)
    except Missing as missing:
        choosing = choose_near(ROOT_ID, words)
        form.place.errors = [missing.sentence]
    known = {(row.kind, row.id) for row in picked.rows}
    page = render_template(
        "tracker/new.html",
        form=form,
        choosing=choosing,
        leads=leads(choosing.place, choosing.above),
        picked=picked,
        near=[row for row in queries.list_near(choosing.place.id) if (row.kind, row.id) not in known],
        preview=render(form.body.data) if step == "preview" else None,
    )
    # Whoever comes back to this page finds what they typed.
    return page, status, {"Cache-Control": "private, no-cache"}


def _preview(form: PromiseForm, picked: Chosen):
    place, above = get_place(_place_id(form))
    reach = queries.preview_audience(picked.ids("idea"), picked.ids("theme"), but=viewer().counts_as_id)
    owner = form.office.data if "owner_name" in form.owned else dict(form.owner.choices)[form.owner.data]
    page = render_template(
        "tracker/preview.html",
        form=form,
        place=place,
        above=above,
        owner=owner,
        picked=picked,
        again=[row for row in picked.rows if row.status is IdeaStatus.DECLINED],
        reach=reach,
        body=render(form.body.data),
    )
    return page, 200, {"Cache-Control": "private, no-cache"}


def _offer(form: PromiseForm) -> None:
    """Offer the viewer first, then everybody else who leads there."""
    who = viewer()
    owners = {who.person_id: who.name or _("You")}
    try:
        here = list_here(_place_id(form))
    except Missing:
        here = ()
    for grant in here:
        if grant.role is Role.LEADER:
            owners.setdefault(grant.person_id, grant.person_name or _("Name not known"))
    codes = [code for code in current_app.config["LANGUAGES"] if not code.endswith("-XB")]
    form.offer([(str(person_id), name) for person_id, name in owners.items()], codes, g.language)


def _place_for(picked: Chosen) -> int:
    """Return the place of what is to be answered, where it has one that the viewer leads; else one that they lead."""
    places = {row.place_id for row in picked.rows}
    led = sorted(place_id for role, place_id in viewer().held if role is Role.LEADER)
    return places.pop() if len(places) == 1 else led[0] if led else ROOT_ID


def _place_id(form: PromiseForm) -> int:
    """Return the chosen place; raise Missing when that is no number of a place."""
    try:
        (place_id,) = numbers([form.place.data or ""])
    except Unclear as unclear:
        raise Missing(_("There is no such place.")) from unclear
    return place_id
