"""Somebody has seen what they were told."""

from __future__ import annotations

from sqlalchemy import exists, update

from community.notifications.models import UNREAD, News, Notification
from community.platform.clock import now
from community.platform.database import execute
from community.roles.queries import Viewer

__all__ = ["mark_seen"]


def mark_seen(actor: Viewer, until: int) -> None:
    """Note that the actor has seen all that was due by now, up to this news: not what came since the page was made."""
    at = now()
    due = exists().where(News.id == Notification.news_id, News.due_at <= at)
    mine = Notification.person_id.in_([actor.person_id, actor.counts_as_id])
    execute(update(Notification).where(mine, UNREAD, Notification.news_id <= until, due).values(seen_at=at))
