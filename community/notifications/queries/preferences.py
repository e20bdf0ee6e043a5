"""How somebody wishes to hear of what happens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import bindparam, select

from community.notifications.models import Event, How, Preference
from community.notifications.rules import HEARD_BY
from community.platform.reading import Reading

__all__ = ["Wish", "get_wishes"]


class Wish(NamedTuple):
    """How somebody hears of an event, and whether they have said so or it is what is usual."""

    on_site: bool
    by_mail: How
    chosen: bool = True


_CHOSEN = Reading(
    lambda event, on_site, by_mail: (event, Wish(on_site, by_mail)),
    select(Preference.event, Preference.on_site, Preference.by_mail)
    .where(Preference.person_id == bindparam("person_id"))
    .order_by(Preference.event),
)


def get_wishes(person_id: int) -> Mapping[Event, Wish]:
    """Return for each event how this person hears of it."""
    usual = {event: Wish(on_site=True, by_mail=how, chosen=False) for event, how in HEARD_BY.items()}
    return {**usual, **dict(_CHOSEN.all(person_id=person_id))}
