"""What members have begun to write, kept on the server."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from secrets import token_urlsafe

from flask import flash, jsonify, redirect, render_template, request

from community.extensions import db
from community.platform.clock import now
from community.platform.freshness import show_if_changed
from community.platform.guards import anyone, may, signed_in, viewer
from community.platform.text import _
from community.writing import operations, queries
from community.writing.acts import WRITTEN
from community.writing.forms import lines, spelled_id
from community.writing.views.blueprint import bp

LONGEST_MORE = 2000
"""So many letters a draft keeps of each thing that its kind has beside title and text."""


@bp.get("/ideas/drafts")
@may(anyone)
def drafts_before():
    """Lead from where drafts stood before."""
    return redirect("/drafts", 301)


@bp.get("/drafts")
@may(signed_in)
def drafts():
    """Show what the viewer has begun to write."""
    rows = queries.list_drafts(viewer().person_id)
    show_if_changed()
    return render_template("writing/drafts.html", rows=rows)


@bp.post("/drafts")
@may(signed_in)
def save():
    """Keep what the viewer has written so far, or forget it."""
    form, person_id = request.form, viewer().person_id
    kind, thing_id = form.get("kind", ""), spelled_id(form.get("thing"))
    key = operations.draft_key(kind, thing_id) if thing_id else form.get("key") or token_urlsafe(16)
    if form.get("step") == "discard":
        operations.discard_draft(person_id, form.get("key", ""))
        db.session.commit()
        flash(_("The draft is gone."))
        return redirect("/drafts", 303)
    operations.save_draft(
        person_id,
        key,
        form.get("title", ""),
        lines(form.get("body")),
        kind=kind,
        place_id=spelled_id(form.get("place")),
        language=form.get("language", "")[:35] or None,
        thing_id=thing_id,
        version=spelled_id(form.get("version")),
        more=_more(kind),
    )
    db.session.commit()
    if request.accept_mimetypes.best == "application/json":
        return jsonify(key=key, saved_at=now().astimezone(UTC).isoformat())
    flash(_("Your draft is saved. Only you see it."))
    return redirect("/drafts", 303)


def _more(kind: str) -> Mapping[str, str] | None:
    """Return what else the form of such a thing has."""
    if kind not in WRITTEN:
        return None
    return {name: request.form[name][:LONGEST_MORE] for name in WRITTEN[kind].more if name in request.form}
