"""An idea comes to the site."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from community.accounts.models import Person
from community.accounts.operations import refuse_paused
from community.extensions import db
from community.ideas.models import Idea, Status
from community.ideas.operations.drafts import discard_draft
from community.ideas.operations.limits import refuse_many_ideas, refuse_many_links
from community.ideas.operations.place_counts import count_in_places
from community.ideas.ranking import draw_lot
from community.ideas.rules import BODY_LENGTH, TITLE_LENGTH, may_propose_here
from community.places.models import Place, Posting
from community.places.queries import get_place
from community.platform.clock import LONG_AGO, now
from community.platform.database import insert
from community.platform.errors import Denied, Missing, Unclear
from community.platform.markdown import lead_of, render
from community.platform.text import _, direction_of, legible
from community.roles.queries import Viewer

__all__ = ["checked_body", "checked_title", "dated", "post_idea", "propose_idea", "written"]


def propose_idea(actor: Viewer, place_id: int, title: str, body: str, *, language: str, key: str) -> Idea:
    """Put the actor's idea before everybody; the same words again, sent with the same key, are the same idea.

    Raises Denied when the actor's account is paused, TooSoon when it is new and posts much, and Missing when there
    is no such place.
    """
    refuse_paused(actor.paused_until)
    refuse_strangers(actor, place_id)
    said = "\0".join((str(actor.person_id), key, str(place_id), title, body))
    external_id = sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    refuse_many_links(actor, title, body)
    refuse_many_ideas(actor, external_id)
    discard_draft(actor.person_id, key)
    return _post(external_id, actor.person_id, place_id, title, body, language)


def refuse_strangers(actor: Viewer, place_id: int) -> None:
    """Raise Denied when only members or staff may propose in this place, and Missing when there is none."""
    place = db.session.get(Place, place_id)
    if place is None:
        raise Missing(_("There is no such place."))
    here, above = get_place(place_id)
    if not may_propose_here(place.posting, actor.held, [each.id for each in (*above, here)]):
        raise Denied(
            _("Only members may propose something in %(place)s. Join it first, on its page.", place=place.name)
            if place.posting is Posting.MEMBERS
            else _("Only those who answer for %(place)s propose something there.", place=place.name)
        )


def post_idea(author: Person | None, place: Place, title: str, body: str = "", *, language: str = "en") -> Idea:
    """Put an idea before everybody; voting on it is open at once."""
    return _post(uuid4().hex, author.id if author else None, place.id, title, body, language)


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


def _post(external_id: str, author_id: int | None, place_id: int, title: str, body: str, language: str) -> Idea:
    at = now()
    adding = insert(Idea).values(
        external_id=external_id,
        place_id=place_id,
        author_id=author_id,
        status=Status.OPEN,
        recorded_at=at,
        lot=draw_lot(),
        **written(checked_title(title), checked_body(body), language),
        **dated(at),
    )
    # Of two at once, one waits for the other here and then finds the idea posted.
    added = db.session.scalar(adding.on_conflict_do_nothing(index_elements=["external_id"]).returning(Idea.id))
    if added is not None:
        count_in_places({(Status.OPEN, place_id): 1})
    return db.session.scalars(select(Idea).where(Idea.external_id == external_id)).one()


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
