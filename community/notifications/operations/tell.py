"""News is told to everybody whom it concerns, or taken back before anybody was told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, delete, func, insert, literal, select, update

from community.extensions import db
from community.notifications.models import Event, How, News, Notification, Preference, Thing
from community.notifications.queries.reach import reach
from community.notifications.rules import HEARD_BY, mail_times
from community.platform.clock import now, site_zone
from community.platform.database import Instant, execute

__all__ = ["UNDO_FOR", "notify", "spare_route", "take_back"]

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
    counted as not reached; whoever wishes to hear no more of the thing, or of what ties them to it, is left out.
    One statement writes all notifications, each with the ways by which it is told, however many they are.
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
    people = reach(recipients, thing, thing_id).subquery("people")
    told = [people.c[name] for name in ("person_id", "route", "via", "via_id", "choice")]
    on_site, mail_due_at = func.coalesce(Preference.on_site, True), _mail_due_at(event, news.due_at)
    reached = (
        select(literal(news.id), *told, on_site, mail_due_at)
        .select_from(people)
        .outerjoin(Preference, (Preference.person_id == people.c.person_id) & (Preference.event == event))
        .where(people.c.reached)
    )
    columns = ["news_id", *(column.name for column in told), "on_site", "mail_due_at"]
    execute(insert(Notification).from_select(columns, reached))
    # Counted anew: of an INSERT that a CTE stands before, SQLite does not say how many rows it wrote.
    told_now = select(func.count()).where(Notification.news_id == news.id).scalar_subquery()
    unreached = select(func.count()).select_from(people).where(~people.c.reached).scalar_subquery()
    news.told_count, news.unreached_count = execute(select(told_now, unreached)).one()
    db.session.flush()
    return news


def take_back(thing: Thing, thing_id: int, step_id: int | None = None) -> bool:
    """Cancel news that is not due yet; return whether anybody was spared it."""
    waiting = update(News).where(
        News.thing == thing,
        News.thing_id == thing_id,
        News.step_id == step_id,
        News.cancelled_at.is_(None),
        News.due_at > now(),
    )
    cancelled = execute(waiting.values(cancelled_at=now()).returning(News.id)).scalars().all()
    untold = update(Notification).where(Notification.news_id.in_(cancelled))
    execute(untold.values(on_site=False, mail_due_at=None))
    return bool(cancelled)


def spare_route(thing: Thing, thing_id: int, via: Thing, via_ids: Collection[int]) -> datetime | None:
    """Take out of news that is not due yet who came to it by these; return when it is due if there was anybody."""
    waiting = select(News.id, News.due_at).where(
        News.thing == thing, News.thing_id == thing_id, News.cancelled_at.is_(None), News.due_at > now()
    )
    spared = None
    for news_id, due_at in execute(waiting.order_by(News.id)).all():
        routed = Notification.news_id == news_id, Notification.via == via, Notification.via_id.in_(via_ids)
        fewer = execute(delete(Notification).where(*routed)).rowcount
        if fewer:
            execute(update(News).where(News.id == news_id).values(told_count=News.told_count - fewer))
            spared = due_at
    return spared


def _mail_due_at(event: Event, due_at: datetime) -> ColumnElement[Any]:
    """When a mail may go out to whom a row of preferences belongs, or to whoever has none."""
    how = func.coalesce(Preference.by_mail, literal(HEARD_BY[event], Preference.by_mail.type))
    times = mail_times(due_at, site_zone())
    return case(*((how == each, literal(at, Instant)) for each, at in times.items() if each is not How.NEVER))
