"""An idea comes to the site."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from community.accounts.models import Person
from community.extensions import db
from community.ideas.models import Idea, Status
from community.ideas.operations.place_counts import count_in_places
from community.ideas.ranking import draw_lot
from community.ideas.rules import BODY_LENGTH, TITLE_LENGTH
from community.places.models import Place
from community.platform.clock import now
from community.platform.errors import Unclear
from community.platform.markdown import lead_of, render
from community.platform.text import _, direction_of, legible

__all__ = ["dated", "post_idea", "written"]

LONG_AGO = datetime(1800, 1, 1, tzinfo=UTC)
"""Before all times that an import accepts: where the time is not known, an idea is listed after all others."""


def post_idea(author: Person | None, place: Place, title: str, body: str = "", *, language: str = "en") -> Idea:
    """Put an idea before everybody; voting on it is open at once."""
    if not title.strip() or len(title) > TITLE_LENGTH:
        raise Unclear(_("Enter a title of at most %(most)s letters.", most=TITLE_LENGTH))
    if len(body) > BODY_LENGTH:
        raise Unclear(_("The text is too long: at most %(most)s letters.", most=BODY_LENGTH))
    at = now()
    idea = Idea(
        external_id=uuid4().hex,
        place_id=place.id,
        author_id=author.id if author else None,
        status=Status.OPEN,
        recorded_at=at,
        lot=draw_lot(),
        **written(legible(title.strip()), legible(body, lines=True), language),
        **dated(at),
    )
    db.session.add(idea)
    db.session.flush()
    count_in_places({(Status.OPEN, place.id): 1})
    return idea


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
