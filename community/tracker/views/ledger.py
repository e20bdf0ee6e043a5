"""The ledger: what became of all promises so far, by place and by who answers for them."""

from __future__ import annotations

from datetime import timedelta

from flask import render_template

from community.places.models import ROOT_ID
from community.places.queries import get_place, list_children
from community.platform.address import MOST_ID, number
from community.platform.clock import end_of, site_zone
from community.platform.freshness import show_if_changed, shown_today
from community.platform.guards import anyone, may
from community.tracker import queries
from community.tracker.queries.ledger import MOST_ROWS
from community.tracker.views.blueprint import bp
from community.tracker.views.pages import FILTER_PLACES


@bp.get("/tracker/ledger")
@may(anyone)
def ledger():
    """Count what was kept on time, late, or not at all, with what is still open, as of this morning."""
    place, above = get_place(number("place", MOST_ID) or ROOT_ID)
    children, _total = list_children(place.id, FILTER_PLACES)
    today = shown_today()
    found = queries.get_ledger(place.id, end_of(today - timedelta(days=1), site_zone()))
    survey = queries.survey(place.id)
    show_if_changed()
    return render_template(
        "tracker/ledger.html",
        ledger=found,
        most=MOST_ROWS,
        place=place,
        above=above,
        children=children,
        survey=survey,
        today=today,
    )
