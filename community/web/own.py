"""What makes this site this site: its name, colours, logo and words, on every page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from flask import current_app, g, has_request_context

from community.platform.named import named_by
from community.platform.text import _
from community.site.models import Name
from community.site.queries import get_settings

__all__ = ["Own", "forget_own", "own"]


class Own(NamedTuple):
    """What was set by admins, or the default."""

    name: str
    place: str
    places: str
    colours: str
    logo: str


def own() -> Own:
    """Return it, read once a request."""
    if "own" not in g:
        found = _settings()
        day, _space, night = found.get(Name.ACCENT, "").replace("#", "").partition(" ")
        logo = found.get(Name.LOGO)
        g.own = Own(
            name=found.get(Name.SITE_NAME) or current_app.config["SITE_NAME"],
            place=found.get(Name.PLACE_WORD) or str(_("Place")),
            places=found.get(Name.PLACES_WORD) or str(_("Places")),
            colours=f"/look/{day}-{night}.css" if day else "",
            logo=f"/look/logo-{logo}.png" if logo else "",
        )
    found_own: Own = g.own
    return found_own


def forget_own() -> None:
    """Show the defaults until the request ends: the database may be the trouble."""
    g.own = Own(current_app.config["SITE_NAME"], str(_("Place")), str(_("Places")), "", "")


def own_name() -> str:
    """Return the name that admins gave the site, or an empty text."""
    return _settings().get(Name.SITE_NAME, "")


def _settings() -> Mapping[Name, str]:
    """Return what is set; a request reads it once."""
    if not has_request_context():
        return get_settings()
    if "settings" not in g:
        g.settings = get_settings()
    found: Mapping[Name, str] = g.settings
    return found


named_by.append(own_name)
