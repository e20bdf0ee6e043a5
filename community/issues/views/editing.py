"""The pages on which authors mend or withdraw what they wrote, and where everybody reads what it said before."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request

from community.extensions import db
from community.issues import operations, queries, rules
from community.issues.forms import EditForm
from community.issues.models import PendingKind
from community.issues.queries import IssuePage, Words
from community.issues.views.blueprint import bp
from community.platform.address import given, number
from community.platform.differences import differences
from community.platform.errors import Denied, Refused
from community.platform.freshness import show_if_changed
from community.platform.guards import anyone, may, signed_in, viewer
from community.platform.markdown import render
from community.platform.text import _
from community.tags.queries import suggest_tags
from community.writing.device import keep
from community.writing.operations import Outdated, TooSoon
from community.writing.queries import get_draft
from community.writing.rules import wrote


@bp.get("/issues/<id:issue_id>/edit")
@may(signed_in)
def edit(issue_id: int):
    """Show the author what the issue says, or their draft of what it shall say, to be mended."""
    issue, key = _editable(issue_id), given("draft")
    if key is None:
        words, version = queries.get_words(issue_id), issue.version
    else:
        draft = get_draft(viewer().person_id, key)
        words, version = Words(draft.title, draft.body), draft.version or issue.version
    show_if_changed()
    form = EditForm(title=words.title, body=words.body, version=version, author=str(viewer().person_id))
    form.show([tag.name for tag in issue.tags])
    if key is not None:
        form.keep_on(draft.more)
    return _page(issue, form)


@bp.post("/issues/<id:issue_id>/edit")
@may(anyone)
def mend(issue_id: int):
    """Keep what the author wrote as the next version; who comes second sees both texts."""
    form, who = EditForm(request.form), viewer()
    if who is None:
        return _wait(issue_id, form)
    issue = _editable(issue_id)
    if request.form.get("step") == "preview":
        return _page(issue, form, preview=render(form.body.data))
    if not form.validate():
        return _page(issue, form), 400
    try:
        said = (form.version.data or 0, form.title.data, form.body.data)
        operations.edit_issue(who, issue_id, *said, **_tags(form))
    except TooSoon as later:
        form.body.errors = [later.sentence]
        return _page(issue, form), later.status
    except Outdated:
        issue, standing = queries.get_issue(issue_id, who), queries.get_words(issue_id)
        typed, form = form, EditForm(title=form.title.data, body=form.body.data, version=issue.version)
        form.author.data, form.tags.data, form.had.data = str(who.person_id), typed.tags.data, typed.had.data
        return _page(issue, form, standing=standing), 409
    address = queries.address_of(issue_id)
    db.session.commit()
    flash(_("Your changes are public, and what it said before can still be read."))
    return redirect(address, 303)


@bp.get("/issues/<id:issue_id>/history")
@may(anyone)
def history(issue_id: int):
    """Show every version of the issue, and what changed with one of them."""
    asked = number("version")
    issue = queries.get_issue(issue_id, viewer())
    versions = queries.list_versions(issue_id)
    if asked is None or not versions:
        asked = issue.version
    words = queries.get_version(issue_id, asked) if versions else queries.get_words(issue_id)
    before = queries.get_version(issue_id, asked - 1) if asked > 1 else None
    show_if_changed()
    return render_template(
        "issues/history.html",
        issue=issue,
        versions=versions,
        shown=asked,
        words=words,
        title=differences(before.title, words.title) if before else None,
        body=differences(before.body, words.body) if before else None,
    )


@bp.post("/issues/<id:issue_id>/withdraw")
@may(signed_in)
def withdraw(issue_id: int):
    """Take the viewer's own issue out of sight."""
    operations.withdraw_issue(viewer(), issue_id)
    address = queries.address_of(issue_id)
    db.session.commit()
    flash(_("Your issue is withdrawn. You may bring it back on this page at any time."))
    return redirect(address, 303)


@bp.post("/issues/<id:issue_id>/bring-back")
@may(signed_in)
def bring_back(issue_id: int):
    """Show the viewer's own issue again."""
    operations.bring_back(viewer(), issue_id)
    address = queries.address_of(issue_id)
    db.session.commit()
    flash(_("Your issue is back, with everybody whom it affects."))
    return redirect(address, 303)


def _wait(issue_id: int, form: EditForm):
    """Keep what was written by somebody whose sign-in has ended; who never signed in cannot have written it."""
    if form.author_id is None or not form.validate():
        raise Denied(_("Sign in first: this is not open to visitors."))
    content = dict(issue_id=issue_id, version=form.version.data or 0, title=form.title.data, body=form.body.data)
    content |= _tags(form)
    return keep(PendingKind.EDIT, content, form.author_id)


def _tags(form: EditForm) -> dict[str, Any]:
    return {"tags": form.names, "had": form.had_names} if form.names is not None else {}


def _editable(issue_id: int) -> IssuePage:
    """Return the issue if the viewer may edit it, or say why not."""
    who = viewer()
    issue = queries.get_issue(issue_id, who)
    if not wrote(who.counts_as_id, issue.author_id):
        raise Denied(_("Only who raised an issue can do this."))
    if not rules.may_edit(issue.status):
        raise Refused(_("This issue is answered or closed, so it stays as it is."))
    return issue


def _page(issue: IssuePage, form: EditForm, *, preview: str | None = None, standing: Words | None = None):
    return render_template(
        "issues/edit.html",
        issue=issue,
        form=form,
        often=suggest_tags(),
        preview=preview,
        standing=standing,
        title=differences(standing.title, form.title.data) if standing else None,
        body=differences(standing.body, form.body.data) if standing else None,
    )
