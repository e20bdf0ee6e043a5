"""The pages on which commitments are read."""

from __future__ import annotations

from flask import render_template

from community.places.queries import get_place, list_children
from community.platform.address import absolute, given, page_links, with_parameters
from community.platform.freshness import show_if_changed, shown_today
from community.platform.guards import anyone, may
from community.platform.paging import read_key
from community.tracker import queries
from community.tracker.models import Signal, Status
from community.tracker.views.asked import asked_filter, asked_order, feeds, sorted_by
from community.tracker.views.blueprint import bp
from community.tracker.views.led import leads

FILTER_PLACES = 50
"""So many places under the chosen one the filter offers; the page of the place leads to all of them."""


@bp.get("/tracker")
@may(anyone)
def tracker():
    """Show what was promised: what stands where on the thread, and a page of the list."""
    where, order = asked_filter(), asked_order()
    page_key = given("page")
    key = read_key(page_key, queries.parse_key(order)) if page_key else None
    place, above = get_place(where.place_id)
    children, _total = list_children(place.id, FILTER_PLACES)
    survey, choices = queries.survey(place.id), queries.list_choices(place.id)
    standings = queries.count_standings(where) if where.theme_id or where.owner else survey.standings
    matching = standings.matching(where)
    page = queries.list_commitments(where, order, matching=matching, of=survey.standings.total(), key=key)
    today = shown_today()
    show_if_changed()
    return render_template(
        "tracker/tracker.html",
        page=page,
        links=page_links(page.previous, page.next),
        first=with_parameters(page=None),
        place=place,
        above=above,
        children=children,
        survey=survey,
        choices=choices,
        standings=standings,
        matching=matching,
        where=where,
        order=order,
        sorted_by=sorted_by(),
        statuses=tuple(Status),
        signals=tuple(Signal),
        feeds=feeds(),
        today=today,
        address=absolute(with_parameters()),
        leads=leads(place, above),
    )
