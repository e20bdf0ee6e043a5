"""Home, about, accessibility, and the two addresses that machines ask."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template

from community.ideas import queries as ideas
from community.ideas.queries import Filter, Order
from community.places.models import ROOT_ID
from community.platform.freshness import show_if_changed, shown_today
from community.platform.guards import anyone, may, viewer_id
from community.site.models import Name
from community.site.queries import get_text
from community.tracker import queries as tracker
from community.tracker.models import Status
from community.web.ready import problems

bp = Blueprint("web", __name__)


@bp.get("/")
@may(anyone)
def home():
    """Show the loop in numbers and what is live."""
    survey, person_id = tracker.survey(ROOT_ID), viewer_id()
    total = survey.ideas
    newest = ideas.list_ideas(Filter(), Order.NEWEST, total, viewer_id=person_id, size=3)
    shown = {row.id for row in newest.rows}
    agreed = ideas.list_ideas(Filter(), Order.SHARE, total, viewer_id=person_id, size=6)
    best = [row for row in agreed.rows if row.value > 0 and row.id not in shown][:3]
    under = ideas.count_under(ROOT_ID, 12)
    led = tracker.led_to([row.id for row in (*newest.rows, *best)])
    kept = tracker.list_commitments(
        tracker.Filter(status=Status.DELIVERED),
        tracker.Order.SOONEST,
        matching=survey.standings.said(Status.DELIVERED),
        of=survey.standings.total(),
        size=3,
    )
    today = shown_today()
    show_if_changed()
    return render_template(
        "web/home.html",
        survey=survey,
        total=total,
        newest=newest,
        best=best,
        led=led,
        kept_last=kept.rows,
        under=under,
        today=today,
    )


@bp.get("/about")
@may(anyone)
def about():
    """Say what this is, how lists are ordered, and where the data comes from."""
    _written, text = get_text(Name.ABOUT)
    show_if_changed()
    return render_template("web/about.html", demo=current_app.config["DEMO"], text=text)


@bp.get("/accessibility")
@may(anyone)
def accessibility():
    """Say what works for whom, and what does not yet."""
    show_if_changed()
    return render_template("web/accessibility.html")


@bp.get("/healthz")
@may(anyone)
def healthz():
    """Answer as long as the process serves."""
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}


@bp.get("/readyz")
@may(anyone)
def readyz():
    """Answer 200 when every part of the site does its work, else 503 and which does not."""
    found = problems()
    body = "".join(f"{part}: {why}\n" for part, why in found.items()) or "ok\n"
    return body, 503 if found else 200, {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
