"""What an admin can do to places; what they do to the site itself stands in community/site."""

from __future__ import annotations

from typing import Any

from community.extensions import db
from community.ideas.operations.place_counts import count_all_in_places
from community.places import operations as places
from community.places.models import Place, Posting
from community.places.queries import get_place
from community.platform.errors import Missing
from community.platform.text import _
from community.site.operations import record_change

__all__ = ["add_place", "change_place", "move_place", "set_policies"]


def add_place(actor_id: int, parent_id: int, **details: Any) -> Place:
    """Add a place under another one; `details` are its name, kind and population."""
    place = places.add_place(_place(parent_id), **details)
    record_change(actor_id, "place_added", place_id=place.id, after=place.name)
    return place


def change_place(actor_id: int, place_id: int, **details: Any) -> bool:
    """Give a place another name, kind or population; return whether anything changed. Each change is kept."""
    place = _place(place_id)
    news = {column: value for column, value in details.items() if getattr(place, column) != value}
    for column, value in news.items():
        before = getattr(place, column)
        record_change(actor_id, f"place_{column}", place_id=place_id, before=_text(before), after=_text(value))
    if news:
        places.change_place(place, news)
    return bool(news)


def move_place(actor_id: int, place_id: int, parent_id: int) -> bool:
    """Put a place with all that lies under it under another one; what was counted there is counted anew."""
    place, parent = _place(place_id), _place(parent_id)
    if place.parent_id == parent.id:
        return False
    old_id = place.parent_id
    before, after = (" › ".join(_line(each)) if each else None for each in (old_id, parent.id))
    if old_id is not None:
        count_all_in_places(place_id, old_id, -1)
    places.move_place(place, parent)
    count_all_in_places(place_id, parent_id, 1)
    record_change(actor_id, "place_moved", place_id=place_id, before=before, after=after)
    return True


def set_policies(actor_id: int, place_id: int, posting: Posting | None, voting: bool | None) -> bool:
    """Say who may propose in a place and whether votes are taken there; return whether anything changed."""
    place = _place(place_id)
    before, after = (place.posting_said, place.voting_said), (posting, voting)
    if before == after:
        return False
    places.set_policies(place, posting, voting)
    record_change(actor_id, "place_policies", place_id=place_id, before=_policies(*before), after=_policies(*after))
    return True


def _policies(posting: Posting | None, voting: bool | None) -> str:
    return f"{posting or '–'} · {'–' if voting is None else 'open' if voting else 'closed'}"


def _place(place_id: int) -> Place:
    place = db.session.get(Place, place_id)
    if place is None:
        raise Missing(_("There is no such place."))
    return place


def _line(place_id: int) -> list[str]:
    place, above = get_place(place_id)
    return [each.name for each in (*above, place)]


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
