"""Whether somebody may post in a place."""

from __future__ import annotations

from community.extensions import db
from community.places.models import Place, Posting
from community.places.queries import get_place
from community.platform.errors import Denied, Missing
from community.platform.text import _
from community.roles.queries import Viewer
from community.writing.rules import may_post_here

__all__ = ["refuse_strangers"]


def refuse_strangers(actor: Viewer, place_id: int) -> None:
    """Raise Denied when only members or staff may post in this place, and Missing when there is none."""
    place = db.session.get(Place, place_id)
    if place is None:
        raise Missing(_("There is no such place."))
    here, above = get_place(place_id)
    if not may_post_here(place.posting, actor.held, [each.id for each in (*above, here)]):
        raise Denied(
            _("Only members may write in %(place)s. Join it first, on its page.", place=place.name)
            if place.posting is Posting.MEMBERS
            else _("Only those who answer for %(place)s write there.", place=place.name)
        )
