"""Saying something under a thing, and replying."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request

from community.comments import operations, queries
from community.comments.forms import CommentForm
from community.comments.models import On, PendingKind, Side
from community.comments.things import KNOWN
from community.comments.views.blueprint import bp
from community.comments.views.pages import show_discussion, show_thread
from community.extensions import db
from community.platform.guards import anyone, may, viewer
from community.platform.markdown import render
from community.platform.text import _, known_language
from community.writing.device import keep
from community.writing.operations import TooSoon


@bp.post("/comments/<on:thing>/<id:thing_id>")
@may(anyone)
def say(thing: On, thing_id: int):
    """Put the viewer's comment before everybody; a visitor's waits until they sign in."""
    form = CommentForm(request.form)
    queries.get_subject(thing, thing_id, viewer())
    if request.form.get("step") == "preview":
        return show_discussion(thing, thing_id, form, preview=render(form.body.data))
    if not form.validate():
        return show_discussion(thing, thing_id, form, status=400)
    if viewer() is not None and _somebody_else(form):
        return show_discussion(thing, thing_id, form, status=409)
    side = form.chosen if KNOWN[thing].sided else Side.NEUTRAL
    try:
        return _said(thing, thing_id, form, side, None)
    except TooSoon as later:
        form.body.errors = [later.sentence]
        return show_discussion(thing, thing_id, form, status=later.status)


@bp.post("/comments/<id:comment_id>/thread")
@may(anyone)
def reply(comment_id: int):
    """Put the viewer's reply before everybody; a visitor's waits until they sign in."""
    form = CommentForm(request.form)
    top = queries.get_first(comment_id, viewer())
    queries.get_subject(top.thing, top.thing_id, viewer())
    if request.form.get("step") == "preview":
        return show_thread(top.id, form, preview=render(form.body.data))
    if not form.validate():
        return show_thread(top.id, form, status=400)
    if viewer() is not None and _somebody_else(form):
        return show_thread(top.id, form, status=409)
    try:
        return _said(top.thing, top.thing_id, form, Side.NEUTRAL, comment_id)
    except TooSoon as later:
        form.body.errors = [later.sentence]
        return show_thread(top.id, form, status=later.status)


def _said(thing: On, thing_id: int, form: CommentForm, side: Side, parent_id: int | None):
    who, body, language = viewer(), form.body.data, known_language(form.language.data)
    said: dict[str, Any] = dict(side=side, parent_id=parent_id, language=language, key=form.key.data or "")
    if who is None:
        content = {"thing": thing, "thing_id": thing_id, "body": body, **said}
        return keep(PendingKind.SAY, content, form.author_id)
    comment = operations.say_comment(who, thing, thing_id, body, **said)
    stands = queries.where_it_stands(queries.get_comment(comment.id, who))
    db.session.commit()
    flash(_("Your comment is public. Everybody can read it and reply to it."))
    return redirect(stands, 303)


def _somebody_else(form: CommentForm) -> bool:
    """Say whether the form was opened by somebody else; from now on it is the viewer's."""
    person_id = viewer().person_id
    before = form.author_id
    form.author.data = str(person_id)
    return before not in (None, person_id)
