"""What a title and a text are, and what follows from them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from community.platform.clock import LONG_AGO
from community.platform.errors import Refused, Unclear
from community.platform.markdown import lead_of, render
from community.platform.text import _, direction_of, legible
from community.writing.rules import BODY_LENGTH, TITLE_LENGTH

__all__ = ["Outdated", "checked_body", "checked_title", "dated", "written"]


class Outdated(Refused):
    """Somebody else wrote the next version first."""


def checked_title(title: str) -> str:
    """Return the title as it is stored; raise Unclear when it is none."""
    if not title.strip() or len(title) > TITLE_LENGTH:
        raise Unclear(_("Enter a title of at most %(most)s letters.", most=TITLE_LENGTH))
    return legible(title.strip())


def checked_body(body: str) -> str:
    """Return the text as it is stored; raise Unclear when it is too long or cannot be stored."""
    if len(body) > BODY_LENGTH:
        raise Unclear(_("The text is too long: at most %(most)s letters.", most=BODY_LENGTH))
    return legible(body, lines=True)


def written(title: str, body: str, language: str) -> dict[str, Any]:
    """Return the columns that follow from what somebody wrote."""
    html = render(body)
    return {
        "title": title.strip(),
        "body": body,
        "body_html": html,
        "lead": lead_of(html),
        "language": language,
        "direction": direction_of(language),
    }


def dated(created_at: datetime | None) -> dict[str, datetime | None]:
    """Return the columns that follow from when it was said; None is not known."""
    return {"created_at": created_at, "listed_at": created_at or LONG_AGO}
