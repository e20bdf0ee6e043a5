"""The pages on which comments are read."""

from __future__ import annotations

from secrets import token_urlsafe

from flask import g, redirect, render_template, request

from community.comments import queries
from community.comments.forms import CommentForm
from community.comments.models import On, Side
from community.comments.queries import Order
from community.comments.things import KNOWN
from community.comments.views.blueprint import bp
from community.platform.address import choice, given, page_links, with_parameters
from community.platform.freshness import show_if_changed
from community.platform.guards import anyone, may, viewer
from community.platform.paging import instant, read_key
from community.writing.queries import get_draft


@bp.get("/comments/<on:thing>/<id:thing_id>")
@may(anyone)
def discussion(thing: On, thing_id: int):
    """Show all that is said under a thing, in pages."""
    return show_discussion(thing, thing_id, empty_form())


def show_discussion(thing: On, thing_id: int, form: CommentForm, *, preview: str | None = None, status: int = 200):
    """Return the page with all that is said under a thing, and with a form."""
    subject = queries.get_subject(thing, thing_id, viewer())
    sided = KNOWN[thing].sided
    side = choice("side", Side) if sided else None
    order = choice("sort", Order) or Order.NEWEST
    page_key = given("page")
    key = read_key(page_key, instant) if page_key else None
    talk = queries.talk_of(thing, thing_id)
    page = queries.list_comments(thing, thing_id, order, side=side, key=key)
    if request.method != "POST" and not form.key.data:
        show_if_changed()
    made = render_template(
        "comments/discussion.html",
        subject=subject,
        talk=talk,
        page=page,
        side=side,
        order=order,
        links=page_links(page.previous, page.next),
        first=with_parameters(page=None),
        form=form,
        preview=preview,
        somebody_else=status == 409,
    )
    return made, status, {"Cache-Control": "private, no-cache"} if viewer() else {}


@bp.get("/comments/<id:comment_id>")
@may(anyone)
def comment(comment_id: int):
    """Lead to the comment, among what was said around it."""
    found = queries.get_comment(comment_id, viewer())
    queries.get_subject(found.thing, found.thing_id, viewer())
    return redirect(queries.where_it_stands(found), 302)


@bp.get("/comments/<id:comment_id>/thread")
@may(anyone)
def thread(comment_id: int):
    """Show a comment with all replies to it, in pages."""
    return show_thread(comment_id, empty_form())


def show_thread(comment_id: int, form: CommentForm, *, preview: str | None = None, status: int = 200):
    """Return the page of a comment with all replies to it, and with a form."""
    top = queries.get_first(comment_id, viewer())
    if top.id != comment_id:
        return redirect(f"/comments/{top.id}/thread#say", 301)
    subject = queries.get_subject(top.thing, top.thing_id, viewer())
    page_key = given("page")
    key = read_key(page_key, instant) if page_key else None
    page = queries.list_replies(top.id, key=key)
    if request.method != "POST" and not form.key.data:
        show_if_changed()
    made = render_template(
        "comments/thread.html",
        subject=subject,
        top=top,
        page=page,
        links=page_links(page.previous, page.next),
        first=with_parameters(page=None),
        form=form,
        preview=preview,
        somebody_else=status == 409,
    )
    return made, status, {"Cache-Control": "private, no-cache"} if viewer() else {}


def empty_form() -> CommentForm:
    """Return a form with nothing in it, or with the viewer's draft that the address names."""
    who, key = viewer(), given("draft")
    if who is None:
        return CommentForm(language=g.language)
    if key is None:
        return CommentForm(key=token_urlsafe(16), author=str(who.person_id), language=g.language)
    draft = get_draft(who.person_id, key)
    return CommentForm(
        key=key,
        author=str(who.person_id),
        language=draft.language or g.language,
        body=draft.body,
        side=draft.more.get("side") or Side.NEUTRAL,
    )
