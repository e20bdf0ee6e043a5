"""The pages of one's own voice."""

from __future__ import annotations

from flask import Blueprint, render_template

from community.confirmations.links import question_path
from community.confirmations.queries import list_open
from community.issues.queries import list_raised
from community.platform.address import given, page_links, with_parameters
from community.platform.freshness import shown_today
from community.platform.guards import may, signed_in, viewer
from community.platform.paging import instant, read_key
from community.tracker.queries import led_to
from community.voice import queries

bp = Blueprint("voice", __name__)

SHOWN = 5
"""So many of each kind the first page shows."""


@bp.get("/voice")
@may(signed_in)
def voice():
    """Show what one said, where it stands, and what one is owed."""
    who = viewer().person_id
    written = queries.list_written(who, size=SHOWN)
    voted = queries.list_voted(who, size=SHOWN)
    ideas = [row.idea.id for row in written.rows] + [row.id for row in voted.rows]
    return render_template(
        "voice/voice.html",
        questions=list_open(who),
        question_path=question_path,
        owed=queries.list_owed(who),
        written=written,
        voted=voted,
        led=led_to(ideas),
        today=shown_today(),
    )


@bp.get("/voice/written")
@may(signed_in)
def written():
    """Show everything that one proposed."""
    page_key = given("page")
    page = queries.list_written(viewer().person_id, read_key(page_key, int) if page_key else None)
    return _listed("voice/written.html", page, led=led_to([row.idea.id for row in page.rows]), today=shown_today())


@bp.get("/voice/voted")
@may(signed_in)
def voted():
    """Show every idea that one voted on, and how."""
    page_key = given("page")
    page = queries.list_voted(viewer().person_id, read_key(page_key, int) if page_key else None)
    return _listed("voice/voted.html", page, led=led_to([row.id for row in page.rows]), today=shown_today())


@bp.get("/voice/issues")
@may(signed_in)
def issues():
    """Show every issue that one raised."""
    page_key = given("page")
    page = list_raised(viewer().person_id, read_key(page_key, int) if page_key else None)
    return _listed("voice/issues.html", page, today=shown_today())


@bp.get("/voice/followed")
@may(signed_in)
def followed():
    """Show everything that one follows."""
    page_key = given("page")
    page = queries.list_followed(viewer().person_id, read_key(page_key, instant) if page_key else None)
    return _listed("voice/followed.html", page)


def _listed(template: str, page, **more: object) -> str:
    links = page_links(page.previous, page.next)
    return render_template(template, page=page, links=links, first=with_parameters(page=None), **more)
