"""Pressing that one wishes to hear of a thing, or to hear of it no more."""

from __future__ import annotations

from flask import flash, redirect, request

from community.extensions import db
from community.notifications import operations
from community.notifications.models import Thing
from community.notifications.queries.telling import Named, name_things
from community.notifications.views.blueprint import bp
from community.platform.errors import Missing, Unclear
from community.platform.guards import anyone, may, signed_in, viewer, viewer_id
from community.platform.text import _, lazy

THING = f"/follow/<any({', '.join(Thing)}):thing>/<id:thing_id>"
DONE = {
    "follow": (operations.follow, lazy("You are told when something becomes of it.")),
    "unfollow": (operations.unfollow, lazy("You follow it no more.")),
    "mute": (operations.mute, lazy("You are told of it no more.")),
}


@bp.get(THING)
@may(anyone)
def follow_there(thing: str, thing_id: int):
    """Lead to the page of the thing, where it can be followed: also whoever signed in on the way."""
    return redirect(f"{_named(thing, thing_id).url}#follow", 302)


@bp.post(THING)
@may(signed_in)
def follow(thing: str, thing_id: int):
    """Keep that the viewer wishes to hear of a thing, or to hear of it no more."""
    if request.form.get("act") not in DONE:
        raise Unclear(_("Choose whether you wish to hear of it."))
    operation, words = DONE[request.form["act"]]
    url = _named(thing, thing_id).url
    operation(viewer().counts_as_id, Thing(thing), thing_id)
    db.session.commit()
    flash(str(words))
    return redirect("/notifications" if request.form.get("from") == "told" else f"{url}#follow", 303)


def _named(thing: str, thing_id: int) -> Named:
    """Return what everybody may see of it; raise Missing when that is nothing."""
    found = name_things({(Thing(thing), thing_id)}, viewer_id() or 0).get((Thing(thing), thing_id))
    if found is None:
        raise Missing
    return found
