"""The pages on which leaders say no to an idea, take that back, or look at it again."""

from __future__ import annotations

from flask import flash, redirect, render_template, request

from community.extensions import db
from community.ideas.queries import address_of, get_idea
from community.places.queries import get_place
from community.platform.errors import Missing, Refused
from community.platform.guards import may, viewer
from community.platform.text import _
from community.roles.guards import holding
from community.roles.models import Role
from community.tracker import operations, queries
from community.tracker.forms import DeclineForm
from community.tracker.rules import can_be_declined
from community.tracker.views.blueprint import bp
from community.tracker.views.led import leads


@bp.get("/ideas/<id:idea_id>/decline")
@may(holding(Role.LEADER))
def declining(idea_id: int):
    """Ask why not, what would change that, and when it is looked at again."""
    return _page(idea_id, DeclineForm())


@bp.post("/ideas/<id:idea_id>/decline")
@may(holding(Role.LEADER))
def decline(idea_id: int):
    """Say no to an idea in public."""
    form = DeclineForm(request.form)
    if not form.validate():
        return _page(idea_id, form), 400
    operations.decline_idea(viewer(), idea_id, form.reason.data, form.change_mind.data, form.review_on.data)
    address = address_of(idea_id)
    db.session.commit()
    flash(_("The idea is declined. Whom it concerns is told in ten minutes; until then you can undo it."))
    return redirect(address, 303)


@bp.post("/ideas/<id:idea_id>/decline/undo")
@may(holding(Role.LEADER))
def undo_decline(idea_id: int):
    """Take back that the idea was declined."""
    operations.take_back_decline(viewer(), idea_id)
    address = address_of(idea_id)
    db.session.commit()
    flash(_("It is taken back. Nobody is told of it."))
    return redirect(address, 303)


@bp.post("/ideas/<id:idea_id>/look-again")
@may(holding(Role.LEADER))
def look_again(idea_id: int):
    """Put an idea that was declined under review again."""
    operations.look_again(viewer(), idea_id)
    address = address_of(idea_id)
    db.session.commit()
    flash(_("The idea is under review again, and people can vote on it. Promise something, or decline it anew."))
    return redirect(address, 303)


def _page(idea_id: int, form: DeclineForm) -> str:
    idea = get_idea(idea_id, viewer())
    place, above = get_place(idea.place_id)
    if not leads(place, above) or not idea.listed:
        raise Missing(_("There is no such idea."))
    if not can_be_declined(idea.status):
        raise Refused(_("It is decided already what becomes of this idea."))
    reach = queries.reach_of_idea(idea_id, but=viewer().counts_as_id)
    return render_template("tracker/decline.html", idea=idea, place=place, above=above, form=form, reach=reach)
