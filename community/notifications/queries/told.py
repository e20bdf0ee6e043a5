"""What somebody was told: the list on the site, how much of it is unread, and what one mail tells."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from community.notifications.models import UNREAD, Follow, How, News, Notification, Preference
from community.notifications.queries.telling import ToldRow
from community.platform.clock import now
from community.platform.paging import Key, Page, page_of
from community.platform.reading import Reading
from community.roles.queries import Viewer

__all__ = ["MOST_COUNTED", "MOST_TOLD", "list_told", "list_told_by", "unread_of"]

MOST_TOLD = 50
"""So much one mail tells, the latest; the rest stands on the site."""

MOST_COUNTED = 100
"""Beyond this, nobody wants to know how many exactly."""

_OF_THING, _OF_VIA = aliased(Follow, name="of_thing"), aliased(Follow, name="of_via")


def _wished(follow: Any, thing: Any, thing_id: Any) -> ColumnElement[bool]:
    of_it = and_(follow.thing == thing, follow.thing_id == thing_id)
    return and_(follow.person_id == Notification.person_id, of_it, follow.ended_at.is_(None))


_MUTED = or_(func.coalesce(_OF_THING.muted, False), func.coalesce(_OF_VIA.muted, False))
_ROWS = (
    select(
        News.id, News.event, News.thing, News.thing_id, News.step_id, News.happened_at, Notification.route,
        Notification.via, Notification.via_id, Notification.choice, Notification.seen_at,
        case((_OF_VIA.muted.is_(False), _OF_VIA.began_at)), func.coalesce(_OF_THING.muted, False),
    )
    .join(Notification, Notification.news_id == News.id)
    .outerjoin(_OF_THING, _wished(_OF_THING, News.thing, News.thing_id))
    .outerjoin(_OF_VIA, _wished(_OF_VIA, Notification.via, Notification.via_id))
    .where(News.cancelled_at.is_(None))
)  # fmt: skip
_NEVER = exists().where(
    Preference.person_id == Notification.person_id, Preference.event == News.event, Preference.by_mail == How.NEVER
)
_SIZE = bindparam("size", type_=News.id.type)
_TOLD_BY = Reading(
    ToldRow,
    _ROWS.where(Notification.mail_id == bindparam("mail_id"), ~_MUTED, ~_NEVER).order_by(News.id.desc()).limit(_SIZE),
)
_DUE = News.due_at <= bindparam("at", type_=News.due_at.type)
_MINE = or_(Notification.person_id == bindparam("person_id"), Notification.person_id == bindparam("one_id"))


@cache
def _list(keyed: bool, back: bool) -> Reading[ToldRow]:
    key, rows = bindparam("key_id", type_=News.id.type), _ROWS.where(_MINE, Notification.on_site, _DUE)
    if keyed:
        rows = rows.where(Notification.news_id > key if back else Notification.news_id < key)
    by = Notification.news_id
    return Reading(ToldRow, rows.order_by(by.asc() if back else by.desc()).limit(_SIZE))


def list_told(viewer: Viewer, key: Key | None = None, size: int = 30) -> Page[ToldRow]:
    """Return a page of what the viewer was told, the latest first, as far as it is due and was not taken back."""
    found = _list(key is not None, key is not None and key.back).all(
        person_id=viewer.person_id,
        one_id=viewer.counts_as_id,
        at=now(),
        size=size + 1,
        **({"key_id": key.id} if key else {}),
    )
    return page_of(found, size, key, lambda row: (0, row.news_id))


def unread_of(person: Any, at: Any) -> ColumnElement[int]:
    """Return, for a statement, how much of it a row of `person` has not seen by then, `MOST_COUNTED` at most."""
    mine = or_(Notification.person_id == person.id, Notification.person_id == person.counts_as_id)
    first = select(News.id).join(Notification, Notification.news_id == News.id).where(mine, UNREAD, News.due_at <= at)
    return select(func.count()).select_from(first.correlate(person).limit(MOST_COUNTED).subquery()).scalar_subquery()


def list_told_by(mail_id: int) -> Sequence[ToldRow]:
    """Return what this mail tells, the latest first: nothing that its reader wishes to hear of no more, or not so."""
    return _TOLD_BY.all(mail_id=mail_id, size=MOST_TOLD + 1)
