"""What new accounts may post: little at first, so that nobody floods the site from a fresh address."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select

from community.accounts.models import Account, Person
from community.extensions import db
from community.platform.clock import now
from community.platform.errors import Refused
from community.platform.markdown import render
from community.platform.text import plural, say_moment
from community.roles.queries import Viewer
from community.roles.rules import staff
from community.site.models import Name, Setting
from community.writing.rules import IDEAS_A_DAY, LINKS, NEW_FOR, is_new, may_link, may_post_more

__all__ = ["TooSoon", "refuse_many", "refuse_many_links"]

DAY = timedelta(days=1)
_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)


class _Beginning(NamedTuple):
    """Since when an account exists, and what it is held to while it is new."""

    since: datetime
    new_for: timedelta
    ideas: int
    links: int


class TooSoon(Refused):
    """It will be possible later; the sentence says when (429)."""

    status = 429


def refuse_many(actor: Viewer, model: Any, external_id: str, say: Callable[[int, str], str], *, times: int = 1) -> None:
    """Raise TooSoon when a new account has posted as many of these things as it may in a day: so many times an idea's.

    `model` has `author_id`, `recorded_at` and `external_id`; what is sent again is no new thing. It waits for the same
    person's other posts: of many sent at once, no more than so many are posted. `say` makes the sentence of how many
    an account may post and of when the next one is possible.
    """
    new = _beginning(actor, lock=True)
    if new is None:
        return
    at, most = now(), new.ideas * times
    posted = db.session.scalars(
        select(model.recorded_at)
        .where(model.author_id == actor.person_id, model.recorded_at > at - DAY)
        .order_by(model.recorded_at.desc())
        .limit(most)
    ).all()
    known = select(model.id).where(model.external_id == external_id)
    if not may_post_more(len(posted), most) and db.session.scalar(known) is None:
        raise TooSoon(say(most, say_moment(min(posted[-1] + DAY, new.since + new.new_for))))


def refuse_many_links(actor: Viewer, title: str, body: str) -> None:
    """Raise TooSoon when a new account posts more links than it may."""
    new = _beginning(actor)
    if new is not None and not may_link(len(_ADDRESS.findall(title)) + render(body).count("<a "), new.links):
        raise TooSoon(
            plural(
                "In its first days, an account posts %(num)s link in a text. More are possible from %(moment)s.",
                "In its first days, an account posts %(num)s links in a text. More are possible from %(moment)s.",
                new.links,
                moment=say_moment(new.since + new.new_for),
            )
        )


def _beginning(actor: Viewer, *, lock: bool = False) -> _Beginning | None:
    """Return how the actor's account begins if it is new; of staff, none is."""
    if staff(actor.held):
        return None
    if lock:
        db.session.execute(select(Person.id).where(Person.id == actor.person_id).with_for_update(key_share=True))
    found = db.session.execute(_HELD_TO.where(Account.id == actor.account_id)).first()
    if found is None:
        return None
    since, days, ideas, links = found
    new = _Beginning(
        since,
        NEW_FOR if days is None else timedelta(days=int(days)),
        IDEAS_A_DAY if ideas is None else int(ideas),
        LINKS if links is None else int(links),
    )
    return new if is_new(since, now(), new.new_for) else None


_HELD_TO = select(
    Account.created_at,
    *(
        select(Setting.value).where(Setting.name == name).scalar_subquery()
        for name in (Name.NEW_DAYS, Name.NEW_IDEAS, Name.NEW_LINKS)
    ),
)
