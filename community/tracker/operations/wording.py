"""What leaders write is checked before it is kept."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

from community.platform.errors import Unclear
from community.platform.text import _, legible
from community.writing.operations import checked_body

__all__ = ["checked_day", "checked_line", "checked_link", "checked_words"]

LINK_LENGTH = 2000
FIRST_YEAR, LAST_YEAR = 1900, 2200


def checked_words(words: str, ask: str) -> str:
    """Return a text of many lines as it is stored; raise Unclear, saying `ask`, when there is none."""
    if not words.strip():
        raise Unclear(ask)
    return checked_body(words.strip())


def checked_line(words: str | None, most: int) -> str | None:
    """Return a text of one line as it is stored, or None when there is none."""
    return legible((words or "").strip(), most) or None


def checked_day(day: date | None) -> date | None:
    """Return the day; raise Unclear when nobody alive can mean it."""
    if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Unclear(_("Choose a day between %(first)s and %(last)s.", first=FIRST_YEAR, last=LAST_YEAR))
    return day


def checked_link(address: str | None) -> str | None:
    """Return the address of a page, or None when there is none; raise Unclear when it leads to no page."""
    link = checked_line(address, LINK_LENGTH)
    if link is None:
        return None
    try:
        parts = urlsplit(link)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and not any(map(str.isspace, link))
    except ValueError:
        fits = False
    if not fits:
        raise Unclear(_("Enter the whole address of a page, beginning with https://."))
    return link
