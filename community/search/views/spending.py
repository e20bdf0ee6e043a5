"""How much searching one may cause: so much that no person notices, and no program takes the site from others."""

from __future__ import annotations

from contextlib import AbstractContextManager

from community.platform.client import client_address
from community.platform.guards import viewer
from community.platform.text import plural
from community.platform.throttle.spent import Allowance

__all__ = ["ALLOWANCE", "spending"]

ALLOWANCE = Allowance(20.0)
"""Twenty seconds of a processor in a minute: hundreds of searches, also of a school behind one address."""


def spending() -> AbstractContextManager[None]:
    """Charge who is signed in, or else the address that asks; raise TooOften when it was too much."""
    who = viewer()
    return ALLOWANCE.charged(f"person {who.person_id}" if who else client_address(), _say)


def _say(seconds: int) -> str:
    said: str = plural(
        "Very much was searched from here just now. Try again in %(num)s second.",
        "Very much was searched from here just now. Try again in %(num)s seconds.",
        seconds,
    )
    return said
