"""The rules of the site that moderators decide by, numbered."""

from __future__ import annotations

from typing import Any, NamedTuple

from community.platform.text import lazy

__all__ = ["SITE_RULES", "SiteRule"]


class SiteRule(NamedTuple):
    """A rule in a few words, and what it means."""

    short: Any
    meaning: Any


SITE_RULES = {
    1: SiteRule(
        lazy("Speak about the matter, not against a person"),
        lazy("Disagree with what was said as sharply as you like; leave out who said it and what they are."),
    ),
    2: SiteRule(
        lazy("No threats and no hatred"),
        lazy("Nobody is threatened, or made small for where they come from, what they believe or whom they love."),
    ),
    3: SiteRule(
        lazy("Keep other people’s data out"),
        lazy("No addresses, numbers, pictures or stories by which a private person can be found."),
    ),
    4: SiteRule(
        lazy("Do not pretend to be somebody else"),
        lazy("One person, one account; nobody speaks in the name of others who did not ask for it."),
    ),
    5: SiteRule(
        lazy("No advertising, and nothing twice"),
        lazy("No trade, no chain letters, and the same text once."),
    ),
    6: SiteRule(
        lazy("Say it where it belongs"),
        lazy("A proposal for the place it is about, in words that others there can follow."),
    ),
    7: SiteRule(
        lazy("Nothing against the law"),
        lazy("What the law forbids to publish is not published here."),
    ),
}
"""A number is never given to another rule: decisions name them for good."""
