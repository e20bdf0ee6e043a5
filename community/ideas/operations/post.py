"""An idea comes to the site."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from uuid import uuid4

from sqlalchemy import select

from community.accounts.models import Person
from community.accounts.operations import refuse_paused
from community.extensions import db
from community.ideas.models import Idea, Status
from community.ideas.operations.links import link_issue
from community.ideas.operations.place_counts import count_in_places
from community.ideas.ranking import draw_lot
from community.issues.models import Issue
from community.places.models import Place
from community.platform.clock import now
from community.platform.database import insert
from community.platform.text import plural
from community.roles.queries import Viewer
from community.search.operations import touch
from community.tags.models import Tagged
from community.tags.operations import retag
from community.writing.operations import (
    checked_body,
    checked_title,
    dated,
    discard_draft,
    refuse_many,
    refuse_many_links,
    refuse_strangers,
    written,
)

__all__ = ["post_idea", "propose_idea"]


def propose_idea(
    actor: Viewer,
    place_id: int,
    title: str,
    body: str,
    *,
    language: str,
    key: str,
    issue_id: int | None = None,
    tags: Sequence[str] = (),
) -> Idea:
    """Put the actor's idea before everybody; the same words again, sent with the same key, are the same idea.

    It answers the issue `issue_id`, as long as everybody is shown that.

    Raises Denied when the actor's account is paused, TooSoon when it is new and posts much, and Missing when there
    is no such place.
    """
    refuse_paused(actor.paused_until)
    refuse_strangers(actor, place_id)
    said = "\0".join((str(actor.person_id), key, str(place_id), title, body))
    external_id = sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    refuse_many_links(actor, title, body)
    refuse_many(actor, Idea, external_id, _say_many)
    discard_draft(actor.person_id, key)
    idea = _post(external_id, actor.person_id, place_id, title, body, language)
    if tags:
        retag(Tagged.IDEA, idea.id, tags, actor.person_id, had=())
    if issue_id is not None and db.session.scalar(select(Issue.listed).where(Issue.id == issue_id)):
        link_issue(actor, idea.id, issue_id)
    return idea


def post_idea(author: Person | None, place: Place, title: str, body: str = "", *, language: str = "en") -> Idea:
    """Put an idea before everybody; voting on it is open at once."""
    return _post(uuid4().hex, author.id if author else None, place.id, title, body, language)


def _say_many(most: int, moment: str) -> str:
    said: str = plural(
        "In its first days, an account posts %(num)s idea a day. The next one is possible from %(moment)s.",
        "In its first days, an account posts %(num)s ideas a day. The next one is possible from %(moment)s.",
        most,
        moment=moment,
    )
    return said


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
        touch("idea", added)
    return db.session.scalars(select(Idea).where(Idea.external_id == external_id)).one()
