"""The page on which everybody searches."""

from __future__ import annotations

from flask import current_app, make_response, render_template

from community.places.models import ROOT_ID
from community.places.queries import PlaceRow, get_place
from community.platform.address import with_parameters
from community.platform.freshness import show_if_changed
from community.platform.guards import anyone, may
from community.platform.text import language_name
from community.search import queries
from community.search.queries import Asked, Found, Sort
from community.search.sources import sources
from community.search.views.asking import TooLong, asked, key_of, typed
from community.search.views.blueprint import bp
from community.search.views.spending import spending


@bp.get("/search")
@may(anyone)
def search():
    """Show what was found, and how much more there is of each kind."""
    try:
        wanted, key = asked(), key_of("page")
    except TooLong as long:
        return _shown(Asked(typed()), None, get_place(ROOT_ID)[0], wrong=long.sentence), long.status
    place, _above = get_place(wanted.place_id)
    with spending():
        found = queries.find(current_app.config["DATA"] / "search", wanted, key=key)
    show_if_changed()
    page = _shown(
        wanted,
        found,
        place,
        next=with_parameters(page=found.next) if found.next else None,
        first=with_parameters(page=None) if key else None,
    )
    answer = make_response(page)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _shown(wanted: Asked, found: Found | None, place: PlaceRow, **more: str | None) -> str:
    languages = [code for code, _code, _count in found.facets["language"]] if found else []
    return render_template(
        "search/search.html",
        asked=wanted,
        found=found,
        place=place,
        kinds={kind: source.name for kind, source in sources.items()},
        languages={code: language_name(code) for code in [*languages, wanted.language] if code},
        sorts=[(with_parameters(sort=each, page=None), each, each is wanted.sort) for each in Sort],
        address=with_parameters,
        **more,
    )
