"""What can happen to news: it is told, or taken back before anybody was told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, insert, literal, select, update

from community.accounts.models import Account
from community.extensions import db
from community.notifications.models import Event, News, Notification, Thing
from community.platform.clock import now
from community.platform.database import execute

__all__ = ["UNDO_FOR", "notify", "take_back"]

UNDO_FOR = timedelta(minutes=10)
"""So long news waits, and can be taken back."""


def notify(
    recipients: Select[Any],
    event: Event,
    thing: Thing,
    thing_id: int,
    *,
    step_id: int | None = None,
    at: datetime | None = None,
    due_at: datetime | None = None,
) -> News:
    """Tell people of something, each once; it reaches them when it is due, ten minutes from now unless told.

    `recipients` selects `person_id, route, via, via_id, choice`, one row a person. Whoever has no account is
    counted as not reached. One statement writes all notifications, however many they are.
    """
    at = at or now()
    news = News(
        event=event,
        thing=thing,
        thing_id=thing_id,
        step_id=step_id,
        happened_at=at,
        due_at=due_at or at + UNDO_FOR,
        told_count=0,
        unreached_count=0,
    )
    db.session.add(news)
    db.session.flush()
    people = recipients.subquery("people")
    reached = select(literal(news.id), people).join(
        Account, (Account.person_id == people.c.person_id) & Account.closed_at.is_(None)
    )
    columns = ["news_id", "person_id", "route", "via", "via_id", "choice"]
    told = execute(insert(Notification).from_select(columns, reached)).rowcount
    concerned = execute(select(func.count()).select_from(people)).scalar_one()
    news.told_count, news.unreached_count = told, concerned - told
    db.session.flush()
    return news


def take_back(thing: Thing, thing_id: int, step_id: int) -> bool:
    """Cancel news that is not due yet; return whether anybody was spared it."""
    waiting = update(News).where(
        News.thing == thing,
        News.thing_id == thing_id,
        News.step_id == step_id,
        News.cancelled_at.is_(None),
        News.due_at > now(),
    )
    return execute(waiting.values(cancelled_at=now())).rowcount > 0
