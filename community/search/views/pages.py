"""The page on which everybody searches."""

from __future__ import annotations

from flask import current_app, make_response, render_template

from community.places.queries import get_place
from community.platform.address import with_parameters
from community.platform.freshness import show_if_changed
from community.platform.guards import anyone, may
from community.search import queries
from community.search.queries import Sort
from community.search.sources import sources
from community.search.views.asking import asked, key_of
from community.search.views.blueprint import bp


@bp.get("/search")
@may(anyone)
def search():
    """Show what was found, and how much more there is of each kind."""
    wanted, key = asked(), key_of("page")
    place, above = get_place(wanted.place_id)
    found = queries.find(current_app.config["DATA"] / "search", wanted, key=key)
    show_if_changed()
    page = render_template(
        "search/search.html",
        asked=wanted,
        found=found,
        place=place,
        above=above,
        kinds={kind: source.name for kind, source in sources.items()},
        sorts=[(with_parameters(sort=each, page=None), each, each is wanted.sort) for each in Sort],
        address=with_parameters,
        next=with_parameters(page=found.next) if found.next else None,
        first=with_parameters(page=None) if key else None,
    )
    answer = make_response(page)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
