"""The list of what somebody was told."""

from __future__ import annotations

from flask import flash, redirect, render_template, request

from community.extensions import db
from community.notifications import operations, queries, wording
from community.notifications.queries.telling import group
from community.notifications.views.blueprint import bp
from community.platform.address import MOST_ID, given, page_links
from community.platform.errors import Unclear
from community.platform.freshness import show_if_changed
from community.platform.guards import may, signed_in, viewer
from community.platform.paging import read_key
from community.platform.text import _


@bp.get("/notifications")
@may(signed_in)
def told():
    """Show what the viewer was told, the latest first, by thing."""
    who, page_key = viewer(), given("page")
    page = queries.list_told(who, read_key(page_key, int) if page_key else None)
    groups = group(page.rows, who.counts_as_id)
    show_if_changed()
    return render_template(
        "notifications/told.html",
        groups=groups,
        links=page_links(page.previous, page.next),
        until=max((row.news_id for row in page.rows), default=0),
        say=wording,
    )


@bp.post("/notifications/seen")
@may(signed_in)
def seen():
    """Mark everything as read that the viewer was shown, or that was there by then."""
    until = request.form.get("until", "")
    if not (until.isascii() and until.isdigit()) or len(until) > 10 or int(until) > MOST_ID:
        raise Unclear(_("Open the list again, and mark it as read there."))
    operations.mark_seen(viewer(), int(until))
    db.session.commit()
    flash(_("Everything is marked as read."))
    return redirect("/notifications", 303)
