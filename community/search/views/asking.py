"""Reading from the address what somebody looks for."""

from __future__ import annotations

import math
import re

from community.places.models import ROOT_ID
from community.platform.address import MOST_ID, choice, given, number, once
from community.platform.errors import Unclear
from community.platform.paging import Key, read_key
from community.platform.text import _
from community.search.queries import Asked, Sort
from community.search.sources import sources
from community.search.wanted import MOST_TEXT

__all__ = ["TooLong", "asked", "key_of", "typed"]


class TooLong(Unclear):
    """More was typed into the search field than is looked for."""


# What the page that repeats the search must not repeat: controls, and what turns the direction of what follows.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def typed() -> str:
    """Return what was typed into the search field, as a page may repeat it."""
    return _UNSEEN.sub(" ", once("q"))


def asked() -> Asked:
    """Return what is looked for; raise TooLong, or Unclear when it names what is not."""
    text = typed()
    if len(text) > MOST_TEXT:
        raise TooLong(_("A search has at most %(most)s characters; look for fewer words.", most=MOST_TEXT))
    kind = given("kind")
    if kind is not None and kind not in sources:
        raise Unclear(_("“%(value)s” is not known for “%(name)s”; known are: %(known)s.", value=kind, name="kind",
                        known=", ".join(sources)))  # fmt: skip
    return Asked(
        text.strip(),
        kind,
        number("place", MOST_ID) or ROOT_ID,
        given("status"),
        given("language"),
        choice("sort", Sort) or Sort.RELEVANCE,
    )


def key_of(name: str) -> Key | None:
    """Return where the page begins that the address asks for."""
    text = given(name)
    return read_key(text, _value) if text else None


def _value(text: str) -> str:
    score, _blank, kind = text.partition(" ")
    if kind not in sources or not math.isfinite(float(score)):
        raise ValueError(text)
    return text
