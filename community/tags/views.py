"""The pages on which tags are found, and what has them."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template

from community.platform.address import given
from community.platform.freshness import show_if_changed
from community.platform.guards import anyone, may
from community.tags import queries
from community.tags.rules import slug_of

bp = Blueprint("tags", __name__)


@bp.get("/tags")
@may(anyone)
def tags():
    """Show the tags that most things have, or those with a word in their names."""
    words = given("find") or ""
    rows, total = queries.list_tags(slug_of(words))
    show_if_changed()
    return render_template("tags/tags.html", rows=rows, total=total, find=words)


@bp.get("/tags/<tag_slug>")
@may(anyone)
def tag(tag_slug: str):
    """Show what has the tag."""
    row = queries.get_tag(slug_of(tag_slug))
    if tag_slug != row.tag.slug:
        return redirect(row.tag.url, 301)
    things = queries.list_under(row.tag.id)
    show_if_changed()
    return render_template("tags/tag.html", row=row, things=things, most=queries.MOST_SHOWN)
