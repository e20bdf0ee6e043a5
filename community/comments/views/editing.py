"""The pages on which authors mend or withdraw a comment, and where everybody reads what it said before."""

from __future__ import annotations

from flask import flash, redirect, render_template, request

from community.comments import operations, queries
from community.comments.forms import EditForm
from community.comments.models import PendingKind
from community.comments.queries import CommentRow, Words
from community.comments.views.blueprint import bp
from community.extensions import db
from community.platform.address import given, number
from community.platform.differences import differences
from community.platform.errors import Denied
from community.platform.freshness import show_if_changed
from community.platform.guards import anyone, may, signed_in, viewer
from community.platform.markdown import render
from community.platform.text import _
from community.writing.device import keep
from community.writing.operations import Outdated, TooSoon
from community.writing.queries import get_draft
from community.writing.rules import wrote


@bp.get("/comments/<id:comment_id>/edit")
@may(signed_in)
def edit(comment_id: int):
    """Show the author what the comment says, or their draft of what it shall say, to be mended."""
    comment, key = _editable(comment_id), given("draft")
    if key is None:
        body, version = queries.get_words(comment_id).body, comment.version
    else:
        draft = get_draft(viewer().person_id, key)
        body, version = draft.body, draft.version or comment.version
    show_if_changed()
    return _page(comment, EditForm(body=body, version=version, author=str(viewer().person_id)))


@bp.post("/comments/<id:comment_id>/edit")
@may(anyone)
def mend(comment_id: int):
    """Keep what the author wrote as the next version; who comes second sees both texts."""
    form, who = EditForm(request.form), viewer()
    if who is None:
        return _wait(comment_id, form)
    comment = _editable(comment_id)
    if request.form.get("step") == "preview":
        return _page(comment, form, preview=render(form.body.data))
    if not form.validate():
        return _page(comment, form), 400
    try:
        operations.edit_comment(who, comment_id, form.version.data or 0, form.body.data)
    except TooSoon as later:
        form.body.errors = [later.sentence]
        return _page(comment, form), later.status
    except Outdated:
        comment, standing = queries.get_comment(comment_id, who), queries.get_words(comment_id)
        form = EditForm(body=form.body.data, version=comment.version, author=str(who.person_id))
        return _page(comment, form, standing=standing), 409
    db.session.commit()
    flash(_("Your changes are public, and what it said before can still be read."))
    return redirect(queries.address(comment_id), 303)


@bp.get("/comments/<id:comment_id>/history")
@may(anyone)
def history(comment_id: int):
    """Show every version of the comment, and what changed with one of them."""
    asked = number("version")
    comment = queries.get_comment(comment_id, viewer())
    subject = queries.get_subject(comment.thing, comment.thing_id, viewer())
    versions = queries.list_versions(comment_id)
    if asked is None or not versions:
        asked = comment.version
    words = queries.get_version(comment_id, asked) if versions else queries.get_words(comment_id)
    before = queries.get_version(comment_id, asked - 1) if asked > 1 else None
    show_if_changed()
    return render_template(
        "comments/history.html",
        comment=comment,
        subject=subject,
        versions=versions,
        shown=asked,
        words=words,
        body=differences(before.body, words.body) if before else None,
    )


@bp.post("/comments/<id:comment_id>/withdraw")
@may(signed_in)
def withdraw(comment_id: int):
    """Take the viewer's own comment out of sight."""
    operations.withdraw_comment(viewer(), comment_id)
    db.session.commit()
    flash(_("Your comment is withdrawn. You may bring it back on this page at any time."))
    return redirect(f"{queries.address(comment_id)}/edit", 303)


@bp.post("/comments/<id:comment_id>/bring-back")
@may(signed_in)
def bring_back(comment_id: int):
    """Show the viewer's own comment again."""
    operations.bring_back(viewer(), comment_id)
    db.session.commit()
    flash(_("Your comment is back."))
    return redirect(queries.address(comment_id), 303)


def _wait(comment_id: int, form: EditForm):
    """Keep what was written by somebody whose sign-in has ended; who never signed in cannot have written it."""
    if form.author_id is None or not form.validate():
        raise Denied(_("Sign in first: this is not open to visitors."))
    content = dict(comment_id=comment_id, version=form.version.data or 0, body=form.body.data)
    return keep(PendingKind.EDIT, content, form.author_id)


def _editable(comment_id: int) -> CommentRow:
    """Return the comment if the viewer may edit it, or say why not."""
    who = viewer()
    comment = queries.get_comment(comment_id, who)
    if not wrote(who.counts_as_id, comment.author_id):
        raise Denied(_("Only who wrote a comment can do this."))
    return comment


def _page(comment: CommentRow, form: EditForm, *, preview: str | None = None, standing: Words | None = None):
    subject = queries.get_subject(comment.thing, comment.thing_id, viewer())
    return render_template(
        "comments/edit.html",
        comment=comment,
        subject=subject,
        form=form,
        preview=preview,
        standing=standing,
        body=differences(standing.body, form.body.data) if standing else None,
    )
