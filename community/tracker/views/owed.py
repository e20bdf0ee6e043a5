"""What waits for an answer, and what was answered with no."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template

from community.places.models import ROOT_ID
from community.places.queries import get_place, list_children
from community.platform.address import MOST_ID, given, number, page_links, with_parameters
from community.platform.freshness import show_if_changed, shown_today
from community.platform.guards import anyone, may
from community.platform.paging import Page, read_key
from community.tracker import queries
from community.tracker.views.blueprint import bp
from community.tracker.views.pages import FILTER_PLACES


@bp.get("/tracker/waiting")
@may(anyone)
def waiting():
    """Show the themes for which nobody has promised anything, those with the most voices first."""
    return _page_of("tracker/waiting.html", queries.list_unanswered)


@bp.get("/tracker/declined")
@may(anyone)
def declined():
    """Show what leaders said no to: why, what would change that, and when it is looked at again."""
    return _page_of("tracker/declined.html", queries.list_declined)


def _page_of(template: str, list_page: Callable[..., Page[Any]]) -> str:
    page_key = given("page")
    key = read_key(page_key, int) if page_key else None
    place, above = get_place(number("place", MOST_ID) or ROOT_ID)
    children, _total = list_children(place.id, FILTER_PLACES)
    page = list_page(place.id, key=key)
    survey = queries.survey(place.id)
    today = shown_today()
    show_if_changed()
    return render_template(
        template,
        page=page,
        links=page_links(page.previous, page.next),
        first=with_parameters(page=None),
        place=place,
        above=above,
        children=children,
        survey=survey,
        today=today,
    )
