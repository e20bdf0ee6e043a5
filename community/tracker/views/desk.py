"""The leaders' desk: what waits, by the time that is left, each with a box to say what is new."""

from __future__ import annotations

from flask import render_template

from community.places.queries import get_place
from community.platform.address import MOST_ID, given, number, page_links, with_parameters
from community.platform.desks import Desk, desks
from community.platform.errors import Missing
from community.platform.freshness import show_if_changed, shown_today
from community.platform.guards import may, viewer
from community.platform.paging import instant, read_key
from community.platform.text import _, lazy
from community.roles.guards import holding
from community.roles.models import Role
from community.tracker import queries
from community.tracker.views.blueprint import bp
from community.tracker.views.led import leads

desks.append(
    Desk("/tracker/desk", lazy("Promises"), holding(Role.LEADER), lambda: queries.WAITING, queries.waiting_for)
)


@bp.get("/tracker/desk")
@may(holding(Role.LEADER))
def desk():
    """Show what waits for the leader: all of their places, one of them, or what they answer for themselves."""
    who, place_id, page_key = viewer(), number("place", MOST_ID), given("page")
    mine = given("mine") is not None
    place = None
    if place_id is not None:
        place, above = get_place(place_id)
        if not leads(place, above):
            raise Missing(_("There is no such place."))
    key = read_key(page_key, instant) if page_key else None
    page = queries.list_desk(who, mine=mine, place_id=place_id, key=key)
    places, disputed = queries.list_desk_places(who), queries.list_disputed(who)
    unanswered, reviews, day = queries.list_unanswered_here(who), queries.list_reviews(who), shown_today()
    show_if_changed()
    return render_template(
        "tracker/desk.html",
        page=page,
        links=page_links(page.previous, page.next),
        first=with_parameters(page=None),
        mine=mine,
        place=place,
        places=places,
        disputed=disputed,
        unanswered=unanswered,
        reviews=reviews,
        today=day,
    )
