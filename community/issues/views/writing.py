"""The pages on which issues are written."""

from __future__ import annotations

from secrets import token_urlsafe

from flask import current_app, flash, g, redirect, render_template, request

from community.extensions import db
from community.issues import operations, queries
from community.issues.forms import IssueForm
from community.issues.models import PendingKind
from community.issues.views.blueprint import bp
from community.places.models import ROOT_ID
from community.places.queries import choose_near, get_place
from community.platform.address import MOST_ID, given, number
from community.platform.errors import Missing
from community.platform.freshness import show_if_changed
from community.platform.guards import anyone, may, viewer
from community.platform.markdown import render
from community.platform.text import _
from community.tags.queries import suggest_tags
from community.writing.device import keep
from community.writing.forms import chosen_place
from community.writing.operations import TooSoon
from community.writing.queries import get_draft


@bp.get("/issues/new")
@may(anyone)
def new():
    """Show an empty form, or a draft to go on with; visitors may fill it in too."""
    who, key = viewer(), given("draft")
    if who is not None and key is not None:
        draft = get_draft(who.person_id, key)
        place_id = draft.place_id or ROOT_ID
        form = IssueForm(key=key, title=draft.title, body=draft.body, language=draft.language)
        form.tags.data = draft.more.get("tags", "")
    else:
        place_id = number("place", MOST_ID) or ROOT_ID
        form = IssueForm(key=token_urlsafe(16) if who else "")
    form.place.data = str(get_place(place_id)[0].id)
    form.author.data = str(who.person_id) if who else ""
    return _page(form)


@bp.post("/issues/new")
@may(anyone)
def post():
    """Raise the issue, or take one step in filling in its form; a visitor's issue waits until they sign in."""
    form = IssueForm(request.form)
    step = request.form.get("step", "")
    if step in ("preview", "inside", "find"):
        return _page(form, step)
    if not _sensible(form):
        return _page(form, status=400)
    who, author_id = viewer(), form.author_id
    said = dict(title=form.title.data, body=form.body.data, language=form.language.data)
    if form.names:
        said["tags"] = form.names
    if who is None:
        content = {**said, "place_id": int(form.place.data), "key": form.key.data or ""}
        return keep(PendingKind.RAISE, content, author_id)
    if author_id not in (None, who.person_id):
        form.author.data = str(who.person_id)
        return _page(form, status=409)
    try:
        issue = operations.raise_issue(who, int(form.place.data), **said, key=form.key.data)
    except TooSoon as later:
        form.body.errors = [later.sentence]
        return _page(form, status=later.status)
    address = queries.address_of(issue.id)
    db.session.commit()
    flash(_("Your issue is public. Everybody can read it and say that it affects them, too."))
    return redirect(address, 303)


def _sensible(form: IssueForm) -> bool:
    """Say whether everything in the form can be posted; what cannot is said at its field."""
    _offer_languages(form)
    sensible: bool = form.validate()
    try:
        get_place(chosen_place(form.place.data))
    except Missing as missing:
        form.place.errors = [missing.sentence]
        return False
    return sensible


def _page(form: IssueForm, step: str = "", *, status: int = 200):
    _offer_languages(form)
    words = request.form.get("find", "").strip()[:200] if step == "find" else ""
    try:
        choosing = choose_near(chosen_place(form.place.data), words)
    except Missing:
        choosing = choose_near(ROOT_ID, words)
    if request.method != "POST" and not form.key.data:  # a form with a key is like no other, nor one that was filled in
        show_if_changed()
    page = render_template(
        "issues/new.html",
        form=form,
        choosing=choosing,
        somebody_else=status == 409,
        often=suggest_tags(),
        preview=render(form.body.data) if step == "preview" else None,
    )
    # Whoever comes back to this page finds what they typed.
    return page, status, {"Cache-Control": "private, no-cache"} if viewer() else {}


def _offer_languages(form: IssueForm) -> None:
    codes = [code for code in current_app.config["LANGUAGES"] if not code.endswith("-XB")]
    form.offer_languages(codes, g.language)
