"""The pages on which people flag, moderators decide, and everybody reads what was decided."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request

from community.extensions import db
from community.ideas.queries import get_idea
from community.moderation import operations, queries
from community.moderation.forms import FlagForm
from community.moderation.models import Kind, Reason
from community.platform.freshness import show_if_changed
from community.platform.guards import anyone, may, signed_in, viewer
from community.platform.text import _

bp = Blueprint("moderation", __name__)


@bp.get("/ideas/<id:idea_id>/flag")
@may(anyone)
def flagging(idea_id: int):
    """Ask what is wrong with an idea; visitors sign in first."""
    idea = get_idea(idea_id, viewer())
    mine = queries.get_my_flag(viewer().person_id, Kind.IDEA, idea_id) if viewer() else None
    show_if_changed()
    form = FlagForm(data={"reason": mine.reason, "said": mine.said} if mine else None)
    return render_template("moderation/flag.html", idea=idea, form=form, mine=mine)


@bp.post("/ideas/<id:idea_id>/flag")
@may(signed_in)
def flag(idea_id: int):
    """Note what the viewer says is wrong with an idea."""
    form = FlagForm(request.form)
    if not form.validate():
        idea = get_idea(idea_id, viewer())
        mine = queries.get_my_flag(viewer().person_id, Kind.IDEA, idea_id)
        return render_template("moderation/flag.html", idea=idea, form=form, mine=mine), 422
    new = operations.flag(viewer(), idea_id, Reason(form.reason.data), form.said.data or "")
    address = get_idea(idea_id, viewer()).url
    db.session.commit()
    flash(
        _("Thank you. A moderator of this place will look at it; nobody is told that it was you.")
        if new
        else _("What you said about it is changed.")
    )
    return redirect(address, 303)
