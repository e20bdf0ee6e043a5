"""The pages of places."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request

from community.ideas import queries as ideas
from community.ideas.queries import Filter, Order
from community.places import queries
from community.platform.address import given, page_links, with_parameters
from community.platform.freshness import show_if_changed, shown_today
from community.platform.guards import anyone, may, viewer_id
from community.platform.paging import read_key
from community.roles.queries import list_here
from community.tracker import queries as tracker

bp = Blueprint("places", __name__)


@bp.get("/places")
@may(anyone)
def places():
    """Show all places as a tree, in pages."""
    page_key = given("page")
    page = queries.list_tree(read_key(page_key, int) if page_key else None)
    counts = ideas.count_ideas([row.id for row in page.rows])
    show_if_changed()
    return render_template(
        "places/places.html",
        page=page,
        links=page_links(page.previous, page.next),
        first=with_parameters(page=None),
        counts=counts,
    )


@bp.get("/places/<id:place_id>", defaults={"slug": ""})
@bp.get("/places/<id:place_id>/<slug>")
@may(anyone)
def place(place_id: int, slug: str):
    """Show one place: what lies under it and what was proposed there."""
    place, above = queries.get_place(place_id)
    if request.path != place.url:
        return redirect(place.url, 301)
    under = ideas.count_under(place_id)
    survey = tracker.survey(place_id)
    top = ideas.list_ideas(Filter(place_id), Order.SHARE, survey.ideas, of=under.ideas, viewer_id=viewer_id(), size=5)
    led, today = tracker.led_to([row.id for row in top.rows]), shown_today()
    answering = list_here(place_id, 4)
    show_if_changed()
    return render_template(
        "places/place.html",
        place=place,
        above=above,
        under=under,
        survey=survey,
        led=led,
        today=today,
        tree=queries.key_under(place_id),
        agreed=[row for row in top.rows if row.value > 0],
        unranked=top.rows,
        answering=answering,
    )
