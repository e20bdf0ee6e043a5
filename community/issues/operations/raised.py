"""An issue comes to the site."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from sqlalchemy import select

from community.accounts.operations import refuse_paused
from community.extensions import db
from community.issues.models import Issue, Status
from community.issues.rules import ANSWERED_WITHIN
from community.platform.clock import now, today
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

__all__ = ["raise_issue"]


def raise_issue(
    actor: Viewer, place_id: int, title: str, body: str, *, language: str, key: str, tags: Sequence[str] = ()
) -> Issue:
    """Put the actor's issue before everybody; the same words again, sent with the same key, are the same issue.

    Raises Denied when the actor's account is paused or others post in this place, TooSoon when the account is new and
    posts much, and Missing when there is no such place.
    """
    refuse_paused(actor.paused_until)
    refuse_strangers(actor, place_id)
    said = "\0".join(("issue", str(actor.person_id), key, str(place_id), title, body))
    external_id = sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    refuse_many_links(actor, title, body)
    refuse_many(actor, Issue, external_id, _say_many)
    discard_draft(actor.person_id, key)
    at = now()
    adding = insert(Issue).values(
        external_id=external_id,
        place_id=place_id,
        author_id=actor.person_id,
        status=Status.OPEN,
        recorded_at=at,
        answer_due_on=today() + ANSWERED_WITHIN,
        **written(checked_title(title), checked_body(body), language),
        **dated(at),
    )
    # Of two at once, one waits for the other here and then finds the issue raised.
    db.session.execute(adding.on_conflict_do_nothing(index_elements=["external_id"]))
    issue = db.session.scalars(select(Issue).where(Issue.external_id == external_id)).one()
    touch("issue", issue.id)
    if tags:
        retag(Tagged.ISSUE, issue.id, tags, actor.person_id, had=())
    return issue


def _say_many(most: int, moment: str) -> str:
    said: str = plural(
        "In its first days, an account raises %(num)s issue a day. The next one is possible from %(moment)s.",
        "In its first days, an account raises %(num)s issues a day. The next one is possible from %(moment)s.",
        most,
        moment=moment,
    )
    return said
