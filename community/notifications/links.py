"""The links in mails by which their reader stops them, without signing in."""

from __future__ import annotations

from typing import NamedTuple

from community.notifications.models import Thing
from community.platform.errors import Missing
from community.platform.signed import read_signed, signed
from community.platform.text import _

__all__ = ["Stop", "read_stop", "stop_path"]

USE = "stop mails"


class Stop(NamedTuple):
    """Who wishes to hear no more of a thing; or, without one, to get no more mail about news."""

    person_id: int
    thing: Thing | None = None
    thing_id: int | None = None


def stop_path(stop: Stop) -> str:
    """Return the address of the page where this is done; it counts for good, and changes nothing by being opened."""
    return f"/stop/{signed(USE, '-'.join(str(part) for part in stop if part is not None))}"


def read_stop(token: str) -> Stop:
    """Return what the link is for; raise Missing when this site never wrote it."""
    text = read_signed(USE, token)
    if text is None:
        raise Missing(_("This link is damaged. Sign in, and choose which mails you get under Notifications."))
    person_id, *thing = text.split("-")
    return Stop(int(person_id), Thing(thing[0]), int(thing[1])) if thing else Stop(int(person_id))
