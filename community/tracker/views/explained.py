"""The page that says how a commitment's signal comes about: the very table it is derived from."""

from __future__ import annotations

from flask import render_template

from community.platform.freshness import show_if_changed
from community.platform.guards import anyone, may
from community.tracker.examples import EXAMPLES
from community.tracker.signal import CASES, CONFIRMED_SHARE, DISPUTED_SHARE, ENOUGH, SILENT_AFTER, SOON
from community.tracker.views.blueprint import bp


@bp.get("/tracker/signals")
@may(anyone)
def signals():
    """Show every case of the table, in the order in which they are asked, each with examples tried just now."""
    show_if_changed()
    return render_template(
        "tracker/signals.html",
        cases=CASES,
        examples=EXAMPLES,
        enough=ENOUGH,
        confirmed_share=CONFIRMED_SHARE,
        disputed_share=DISPUTED_SHARE,
        soon=SOON,
        silent_after=SILENT_AFTER,
    )
