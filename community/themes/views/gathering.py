"""The pages on which ideas are gathered into themes and taken out of them: from a list, one by one, or many at once."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request

from community.extensions import db
from community.ideas import queries as ideas
from community.ideas.models import Status
from community.ideas.queries import Filter
from community.places.models import ROOT_ID
from community.platform.address import MOST_ID, choice, given, number, page_links, with_parameters
from community.platform.errors import Unclear
from community.platform.freshness import show_if_changed
from community.platform.guards import may, viewer, viewer_id
from community.platform.paging import read_key
from community.platform.text import _, plural
from community.roles.guards import holding
from community.roles.models import Role
from community.themes import operations, queries
from community.themes.forms import TICK, ids_in, ticked
from community.themes.queries import Evidence
from community.themes.rules import MOST_AT_ONCE
from community.themes.views.blueprint import bp
from community.themes.views.writing import in_hand, said_of

SEEDS = 1_000_000
OF_A_LIST = ("sort", "place", "status", "seed")
"""What the address of a list of ideas says of it."""
SHOWN = 30
"""So many of the chosen ideas the page names."""


@bp.get("/themes/gather")
@may(holding(Role.MODERATOR))
def choosing():
    """Let the moderator choose a theme for the ideas that were ticked, or for all that a list shows."""
    of_list = given("all") is not None
    wanted, listed = _of_list() if of_list else (ticked(request.args), 0)
    chosen = queries.list_chosen(wanted[:MOST_AT_ONCE])
    line = queries.common_line({each.place_id for each in chosen})
    words = given("find") or ""
    found, total = queries.list_to_gather(viewer(), line, words)
    kept = [(name, value) for name in OF_A_LIST if (value := given(name))]
    ticks = [("all", "1")] if of_list else [(f"{TICK}{idea_id}", "on") for idea_id in wanted]
    show_if_changed()
    return render_template(
        "themes/gather.html",
        chosen=chosen,
        shown=chosen[:SHOWN],
        beyond=max(listed, len(wanted)) - len(chosen),
        back=f"/ideas?{urlencode(kept)}",
        most=MOST_AT_ONCE,
        found=found,
        total=total,
        find=words,
        kept_parameters=[*kept, *ticks],
        mine=any(queries.in_hand(viewer(), line[: at + 1]) for at in range(len(line))),
    )


@bp.post("/themes/gather")
@may(holding(Role.MODERATOR))
def gather():
    """Gather the chosen ideas into the chosen theme."""
    digits = request.form.getlist("theme")
    if len(digits) != 1:
        raise Unclear(_("Choose a theme, or begin a new one."))
    (theme_id,) = ids_in(digits)
    return _add(theme_id, ids_in(request.form.get("ideas", "").split()))


@bp.get("/themes/<id:theme_id>/ideas")
@may(holding(Role.MODERATOR))
def evidence(theme_id: int):
    """Show a moderator the ideas in the theme, to be taken out, and those that were, to be put back."""
    theme = in_hand(theme_id)
    order, page_key = choice("sort", Evidence) or Evidence.NEWEST, given("page")
    key = read_key(page_key, queries.parse_evidence_key(order)) if page_key else None
    page = queries.list_evidence(theme_id, order, key=key, viewer_id=viewer_id())
    past = queries.list_past_ideas(theme_id)
    show_if_changed()
    return render_template(
        "themes/evidence.html",
        theme=theme,
        page=page,
        links=page_links(page.previous, page.next),
        first=with_parameters(page=None),
        order=order,
        past=past,
    )


@bp.post("/themes/<id:theme_id>/ideas")
@may(holding(Role.MODERATOR))
def put_back(theme_id: int):
    """Put ideas into the theme again."""
    return _add(theme_id, ticked(request.form), f"/themes/{theme_id}/ideas")


@bp.post("/themes/<id:theme_id>/ideas/remove")
@may(holding(Role.MODERATOR))
def remove(theme_id: int):
    """Take the ticked ideas out of the theme."""
    gone = operations.remove_from_theme(viewer(), theme_id, ticked(request.form))
    db.session.commit()
    flash(
        plural(
            "%(num)s idea is taken out of the theme. You can put it back below.",
            "%(num)s ideas are taken out of the theme. You can put them back below.",
            gone,
        )
    )
    return redirect(f"/themes/{theme_id}/ideas", 303)


def _add(theme_id: int, idea_ids: Collection[int], back: str = ""):
    new = operations.add_to_theme(viewer(), theme_id, idea_ids)
    address, waiting = queries.address_of(theme_id), queries.waiting_of(theme_id)
    db.session.commit()
    said = [
        plural("%(num)s idea is gathered into this theme.", "%(num)s ideas are gathered into this theme.", new),
        plural("%(num)s stood in it before.", "%(num)s stood in it before.", before)
        if (before := len(set(idea_ids)) - new)
        else "",
        said_of(waiting) if waiting and new else "",
    ]
    flash(" ".join(filter(None, said)))
    return redirect(back or address, 303)


def _of_list() -> tuple[list[int], int]:
    """Return the ids of the ideas that the list of this address shows, as many as are gathered at once, and how
    many it shows."""
    order = choice("sort", ideas.Order) or ideas.Order.NEWEST
    where = Filter(place_id=number("place", MOST_ID) or ROOT_ID, status=choice("status", Status))
    counts = ideas.count_by_status(where.place_id)
    matching = counts.get(where.status, 0) if where.status else sum(counts.values())
    page = ideas.list_ideas(where, order, matching, seed=number("seed", SEEDS) or 0, size=MOST_AT_ONCE)
    return [row.id for row in page.rows], matching
