"""The pages on which everybody reads themes."""

from __future__ import annotations

from flask import redirect, render_template, request

from community.comments.models import On
from community.comments.queries import talk_of
from community.notifications.models import Thing
from community.notifications.queries import count_reached, following_of
from community.places.models import ROOT_ID
from community.places.queries import get_place, list_children
from community.platform.address import MOST_ID, choice, given, number, page_links, with_parameters
from community.platform.differences import differences
from community.platform.freshness import show_if_changed, shown_today
from community.platform.guards import anyone, may, viewer, viewer_id
from community.platform.paging import read_key
from community.themes import queries
from community.themes.queries import Evidence, Hand, Order
from community.themes.views.blueprint import bp
from community.tracker.queries import leads_here, led_to, promised_for

FILTER_PLACES = 100
"""So many places under the chosen one the filter offers."""


@bp.get("/themes")
@may(anyone)
def themes():
    """Show a page of published themes: sorted, filtered by place."""
    order = choice("sort", Order) or Order.NEWEST
    place_id, page_key = number("place", MOST_ID) or ROOT_ID, given("page")
    place, above = get_place(place_id)
    children, _total = list_children(place.id, FILTER_PLACES)
    page = queries.list_themes(place.id, order, key=read_key(page_key, queries.parse_key(order)) if page_key else None)
    total = queries.count_themes(place.id)
    promises, today = promised_for([row.id for row in page.rows]), shown_today()
    show_if_changed()
    return render_template(
        "themes/themes.html",
        page=page,
        promises=promises,
        today=today,
        links=page_links(page.previous, page.next),
        first=with_parameters(page=None),
        place=place,
        above=above,
        children=children,
        order=order,
        total=total,
        mine=queries.in_hand(viewer(), [each.id for each in (*above, place)]),
    )


@bp.get("/themes/<id:theme_id>", defaults={"slug": ""})
@bp.get("/themes/<id:theme_id>/<slug>")
@may(anyone)
def theme(theme_id: int, slug: str):
    """Show one theme: what it says, its numbers, its answers and its evidence."""
    order, page_key = choice("sort", Evidence) or Evidence.SUPPORTED, given("page")
    theme = queries.get_theme(theme_id, viewer())
    if request.path != theme.url:
        return redirect(theme.url, 301)
    key = read_key(page_key, queries.parse_evidence_key(order)) if page_key else None
    place, above = get_place(theme.place_id)
    page = queries.list_evidence(theme_id, order, key=key, viewer_id=viewer_id())
    mine = queries.in_hand(viewer(), [each.id for each in (*above, place)])
    waiting = queries.waiting_of(theme_id) if mine and theme.listed else None
    reach = _reach(theme_id) if mine and theme.hand is Hand.DRAFT else None
    leads = theme.listed and leads_here(viewer(), [each.id for each in (*above, place)])
    promises, led = promised_for([theme_id])[theme_id], led_to([row.id for row in page.rows])
    following = None if mine else following_of(viewer(), Thing.THEME, theme_id)
    today = shown_today()
    talk = talk_of(On.THEME, theme_id)
    show_if_changed()
    return render_template(
        "themes/theme.html",
        talk=talk,
        leads=leads,
        promises=promises,
        led=led,
        today=today,
        following=following,
        theme=theme,
        place=place,
        above=above,
        page=page,
        links=page_links(page.previous, page.next),
        first=with_parameters(page=None),
        order=order,
        mine=mine,
        soon=waiting,
        reach=reach,
    )


@bp.get("/themes/<id:theme_id>/history")
@may(anyone)
def history(theme_id: int):
    """Show every version of the theme, what changed with one of them, and which ideas were taken out."""
    asked = number("version")
    theme = queries.get_theme(theme_id, viewer())
    versions = queries.list_versions(theme_id)
    if asked is None or not versions:
        asked = theme.version
    words = queries.get_version(theme_id, asked) if versions else queries.get_words(theme_id)
    before = queries.get_version(theme_id, asked - 1) if asked > 1 else None
    past = queries.list_past_ideas(theme_id)
    show_if_changed()
    return render_template(
        "themes/history.html",
        theme=theme,
        versions=versions,
        shown=asked,
        words=words,
        title=differences(before.title, words.title) if before else None,
        body=differences(before.body, words.body) if before else None,
        past=past,
    )


def _reach(theme_id: int):
    """Return whom publishing the theme would tell."""
    return count_reached(queries.audience_of_theme(theme_id, but=viewer().counts_as_id), Thing.THEME, theme_id)
