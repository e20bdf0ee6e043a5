"""The pages on which tags are found, and what has them."""

from __future__ import annotations

from flask import Blueprint, flash, jsonify, redirect, render_template, request

from community.extensions import db
from community.places.queries import get_place
from community.platform.address import given
from community.platform.errors import Denied
from community.platform.freshness import show_if_changed
from community.platform.guards import anyone, may, viewer
from community.platform.text import _
from community.roles.guards import holding
from community.roles.models import Role
from community.tags import operations, queries
from community.tags.forms import TagsForm
from community.tags.models import Tagged
from community.tags.queries import TaggedThing
from community.tags.rules import may_tag, slug_of

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


@bp.get("/tags/suggest.json")
@may(anyone)
def suggest():
    """Return names of tags that begin with a word, or have it: those on most things first."""
    names = queries.suggest_tags(slug_of(given("q") or ""))
    show_if_changed()
    return jsonify(names=names)


@bp.get("/tags/of/<any(idea, issue):kind>/<id:thing_id>")
@may(holding(Role.MODERATOR))
def change(kind: str, thing_id: int):
    """Let a moderator of its place say which tags a thing has."""
    thing = _in_hand(Tagged(kind), thing_id)
    form = TagsForm()
    form.show([tag.name for tag in queries.tags_of(thing.kind, [thing_id]).get(thing_id, ())])
    often = queries.suggest_tags()
    show_if_changed()
    return render_template("tags/change.html", thing=thing, form=form, often=often)


@bp.post("/tags/of/<any(idea, issue):kind>/<id:thing_id>")
@may(holding(Role.MODERATOR))
def save(kind: str, thing_id: int):
    """Keep which tags the thing has."""
    thing, form = _in_hand(Tagged(kind), thing_id), TagsForm(request.form)
    if not form.validate():
        return render_template("tags/change.html", thing=thing, form=form, often=queries.suggest_tags()), 400
    operations.tag_thing(viewer(), thing.kind, thing_id, form.names or (), form.had_names)
    db.session.commit()
    flash(_("The tags are saved."))
    return redirect(thing.url, 303)


def _in_hand(kind: Tagged, thing_id: int) -> TaggedThing:
    """Return the thing if the viewer moderates its place, or say why not."""
    found = queries.get_tagged(kind, thing_id)
    place, above = get_place(found.place_id)
    if not may_tag(viewer().held, [each.id for each in (*above, place)]):
        raise Denied(_("Only moderators of this place can change these tags."))
    return found.thing
