"""What new accounts may post: little at first, so that nobody floods the site from a fresh address."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sqlalchemy import select

from community.accounts.models import Account, Person
from community.extensions import db
from community.ideas.models import Idea
from community.ideas.rules import IDEAS_A_DAY, LINKS, NEW_FOR, is_new, may_link, may_post_more
from community.platform.clock import now
from community.platform.errors import Refused
from community.platform.markdown import render
from community.platform.text import plural, say_moment
from community.roles.queries import Viewer
from community.roles.rules import staff

__all__ = ["TooSoon", "refuse_many_ideas", "refuse_many_links"]

DAY = timedelta(days=1)
_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)


class TooSoon(Refused):
    """It will be possible later; the sentence says when (429)."""

    status = 429


def refuse_many_ideas(actor: Viewer, external_id: str) -> None:
    """Raise TooSoon when a new account has posted its ideas of a day, and this is not one of them sent again.

    It waits for the same person's other posts: of many sent at once, no more than so many are posted.
    """
    since = _new_since(actor, lock=True)
    if since is None:
        return
    at = now()
    posted = db.session.scalars(
        select(Idea.recorded_at)
        .where(Idea.author_id == actor.person_id, Idea.recorded_at > at - DAY)
        .order_by(Idea.recorded_at.desc())
        .limit(IDEAS_A_DAY)
    ).all()
    if not may_post_more(len(posted)) and not _posted_already(external_id):
        raise TooSoon(
            plural(
                "In its first days, an account posts %(num)s idea a day. The next one is possible from %(moment)s.",
                "In its first days, an account posts %(num)s ideas a day. The next one is possible from %(moment)s.",
                IDEAS_A_DAY,
                moment=say_moment(min(posted[-1] + DAY, since + NEW_FOR)),
            )
        )


def refuse_many_links(actor: Viewer, title: str, body: str) -> None:
    """Raise TooSoon when a new account posts more links than it may."""
    since = _new_since(actor)
    if since is not None and not may_link(len(_ADDRESS.findall(title)) + render(body).count("<a ")):
        raise TooSoon(
            plural(
                "In its first days, an account posts %(num)s link in a text. More are possible from %(moment)s.",
                "In its first days, an account posts %(num)s links in a text. More are possible from %(moment)s.",
                LINKS,
                moment=say_moment(since + NEW_FOR),
            )
        )


def _posted_already(external_id: str) -> bool:
    return db.session.scalar(select(Idea.id).where(Idea.external_id == external_id)) is not None


def _new_since(actor: Viewer, *, lock: bool = False) -> datetime | None:
    """Return since when the actor's account exists if it is new; of staff, none is."""
    if staff(actor.held):
        return None
    if lock:
        db.session.execute(select(Person.id).where(Person.id == actor.person_id).with_for_update(key_share=True))
    since = db.session.scalars(select(Account.created_at).where(Account.id == actor.account_id)).first()
    return since if since is not None and is_new(since, now()) else None
