"""The page on which moderators find the themes that they have in hand."""

from __future__ import annotations

from flask import render_template

from community.places.models import ROOT_ID
from community.places.queries import get_place
from community.platform.address import MOST_ID, choice, given, number, page_links, with_parameters
from community.platform.desks import Desk, desks
from community.platform.errors import Missing
from community.platform.freshness import show_if_changed, shown_today
from community.platform.guards import may, viewer
from community.platform.paging import read_key
from community.platform.text import _, lazy
from community.roles.guards import holding
from community.roles.models import Role
from community.themes import queries
from community.themes.queries import Hand
from community.themes.views.blueprint import bp
from community.tracker.queries import promised_for

desks.append(Desk("/themes/desk", lazy("Themes"), holding(Role.MODERATOR)))


@bp.get("/themes/desk")
@may(holding(Role.MODERATOR))
def desk():
    """Show the moderator's themes: drafts, published ones, withdrawn ones."""
    who, place_id, page_key = viewer(), number("place", MOST_ID), given("page")
    hand = choice("show", Hand) or Hand.DRAFT
    place = None
    if place_id is not None:
        place, above = get_place(place_id)
        if not queries.in_hand(who, [each.id for each in (*above, place)]):
            raise Missing(_("There is no such place."))
    inside = place.id if place else ROOT_ID
    page = queries.list_in_hand(who, hand, place_id=inside, key=read_key(page_key, int) if page_key else None)
    counts = queries.count_in_hand(who, inside)
    places = queries.list_places_in_hand(who)
    promises, today = promised_for([row.id for row in page.rows]), shown_today()
    show_if_changed()
    return render_template(
        "themes/desk.html",
        page=page,
        promises=promises,
        today=today,
        links=page_links(page.previous, page.next),
        first=with_parameters(page=None),
        hand=hand,
        counts=counts,
        places=places,
        place=place,
    )
