"""What an address asks of the list of commitments: pages, feeds and tables read it alike."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import request

from community.places.models import ROOT_ID
from community.platform.address import MOST_ID, choice, given, number, with_parameters
from community.tracker.models import Signal, Status
from community.tracker.queries import Filter, Order, read_owner

__all__ = ["FILTERS", "asked_filter", "asked_order", "feeds", "sorted_by"]

FILTERS = ("place", "theme", "owner", "status", "signal")


def asked_filter() -> Filter:
    """Return which commitments the address asks for; raise Unclear when it makes no sense."""
    return Filter(
        place_id=number("place", MOST_ID) or ROOT_ID,
        theme_id=number("theme", MOST_ID) or None,
        owner=read_owner(given("owner")),
        status=choice("status", Status),
        signal=choice("signal", Signal),
    )


def asked_order() -> Order:
    """Return in which order the address asks for them."""
    return choice("sort", Order) or Order.SOONEST


def sorted_by() -> dict[str, str]:
    """Return the address of this list in each order."""
    return {order: with_parameters(sort=order, page=None) for order in Order}


def feeds() -> dict[str, str]:
    """Return the addresses of what is listed here as a feed and as tables."""
    chosen = urlencode({name: request.args[name] for name in FILTERS if request.args.get(name)})
    return {kind: f"/tracker.{kind}{'?' if chosen else ''}{chosen}" for kind in ("atom", "csv", "json")}
