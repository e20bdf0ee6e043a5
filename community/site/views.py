"""What every page of the site may need: its own colours, its logo; and its own texts."""

from __future__ import annotations

import re

from flask import Blueprint, Response, render_template

from community.platform.errors import Missing
from community.platform.freshness import show_if_changed
from community.platform.guards import anyone, may
from community.site import queries
from community.site.colours import is_colour
from community.site.models import Name
from community.site.numbered import SITE_RULES

bp = Blueprint("site", __name__)

LOGO_KEY = re.compile("[0-9a-f]{24}")
FOR_GOOD = "public, max-age=31536000, immutable"
COLOURS = """:root {{
  --accent: {day}; --support: {day};
  --accent-strong: color-mix(in srgb, {day} 70%, black);
  --accent-tint: color-mix(in srgb, {day} 12%, #faf7ef);
}}
@media (prefers-color-scheme: dark) {{ :root {{
  --accent: {night}; --support: {night};
  --accent-strong: color-mix(in srgb, {night} 70%, white);
  --accent-tint: color-mix(in srgb, {night} 18%, #1a1815);
}} }}
"""


@bp.get("/look/<day>-<night>.css")
@may(anyone)
def colours(day: str, night: str):
    """Give every page these two colours, by day and by night; the address holds all there is to know."""
    if not (is_colour(f"#{day}") and is_colour(f"#{night}")):
        raise Missing
    text = COLOURS.format(day=f"#{day}", night=f"#{night}")
    return Response(text, mimetype="text/css", headers={"Cache-Control": FOR_GOOD})


@bp.get("/look/logo-<key>.png")
@may(anyone)
def logo(key: str):
    """Send the picture with this key."""
    if not LOGO_KEY.fullmatch(key):
        raise Missing
    return Response(queries.get_logo(key), mimetype="image/png", headers={"Cache-Control": FOR_GOOD})


@bp.get("/rules")
@may(anyone)
def rules():
    """Show what is allowed here: in the words of who runs the site, and by the numbers that decisions name."""
    return _text(Name.RULES, "site/rules.html", rules=SITE_RULES)


@bp.get("/privacy")
@may(anyone)
def privacy():
    """Show what is known about people here, in the words of who runs the site."""
    return _text(Name.PRIVACY, "site/privacy.html")


def _text(name: Name, template: str, **more: object) -> str:
    _written, shown = queries.get_text(name)
    show_if_changed()
    return render_template(template, text=shown, **more)
