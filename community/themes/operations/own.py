"""A theme is locked before it is changed, by somebody who has it in hand."""

from __future__ import annotations

from community.accounts.operations import refuse_paused
from community.extensions import db
from community.places.queries import get_place
from community.platform.errors import Denied, Missing
from community.platform.text import _
from community.roles.queries import Viewer
from community.themes.models import Theme
from community.themes.rules import may_distil, may_see_unlisted

__all__ = ["line_of", "lock_theme", "refuse_others"]


def lock_theme(actor: Viewer, theme_id: int) -> Theme:
    """Return the theme as nobody else changes it until the transaction ends.

    Raises Missing when there is none to be seen by the actor, and Denied when it is not in their hands.
    """
    theme = db.session.get(Theme, theme_id, populate_existing=True, with_for_update={"key_share": True})
    if theme is None or not (theme.listed or may_see_unlisted(actor.held, line_of(theme.place_id))):
        raise Missing(_("There is no such theme."))
    refuse_others(actor, theme.place_id)
    return theme


def refuse_others(actor: Viewer, place_id: int) -> None:
    """Raise Denied unless the actor distils themes in this place, and Missing when there is no such place."""
    refuse_paused(actor.paused_until)
    if not may_distil(actor.held, line_of(place_id)):
        raise Denied(_("Only the moderators of a place distil its themes."))


def line_of(place_id: int) -> list[int]:
    """Return the ids of a place and of all places above it; raise Missing when there is no such place."""
    place, above = get_place(place_id)
    return [each.id for each in (*above, place)]
