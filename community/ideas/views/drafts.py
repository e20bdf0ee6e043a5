"""What members have begun to write, kept on the server."""

from __future__ import annotations

from datetime import UTC
from secrets import token_urlsafe

from flask import flash, jsonify, redirect, render_template, request

from community.extensions import db
from community.ideas import operations, queries
from community.ideas.views.blueprint import bp
from community.platform.address import MOST_ID
from community.platform.clock import now
from community.platform.freshness import show_if_changed
from community.platform.guards import may, signed_in, viewer
from community.platform.text import _


@bp.get("/ideas/drafts")
@may(signed_in)
def drafts():
    """Show what the viewer has begun to write."""
    rows = queries.list_drafts(viewer().person_id)
    show_if_changed()
    return render_template("ideas/drafts.html", rows=rows)


@bp.post("/ideas/drafts")
@may(signed_in)
def save():
    """Keep what the viewer has written so far, or forget it."""
    form, person_id = request.form, viewer().person_id
    idea_id = _number(form.get("idea"))
    key = operations.draft_key(idea_id) if idea_id else form.get("key") or token_urlsafe(16)
    if form.get("step") == "discard":
        operations.discard_draft(person_id, form.get("key", ""))
        db.session.commit()
        flash(_("The draft is gone."))
        return redirect("/ideas/drafts", 303)
    operations.save_draft(
        person_id,
        key,
        form.get("title", ""),
        form.get("body", "").replace("\r\n", "\n"),
        place_id=_number(form.get("place")),
        language=form.get("language", "")[:35] or None,
        idea_id=idea_id,
        version=_number(form.get("version")),
    )
    db.session.commit()
    if request.accept_mimetypes.best == "application/json":
        return jsonify(key=key, saved_at=now().astimezone(UTC).isoformat())
    flash(_("Your draft is saved. Only you see it."))
    return redirect("/ideas/drafts", 303)


def _number(digits: str | None) -> int | None:
    sensible = digits and digits.isascii() and digits.isdigit() and len(digits) < 11 and 0 < int(digits) <= MOST_ID
    return int(digits) if digits and sensible else None
