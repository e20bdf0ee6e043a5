"""What somebody was told, follows and prefers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import case, select

from community.ideas.models import Idea
from community.issues.models import Issue
from community.leaving.queries.part import Parts
from community.notifications.models import Follow, News, Notification, Preference, Thing
from community.platform.clock import now
from community.platform.mail.models import OutgoingMail
from community.themes.models import Theme
from community.tracker.models import Commitment

__all__ = ["select_told"]


def select_told(people: Sequence[int]) -> Parts:
    """What they were told, follow and prefer; things by the names that files give them."""
    return {
        "notifications": (
            True,
            select(
                News.event, News.thing, _name_of(News.thing, News.thing_id), News.happened_at, Notification.route,
                Notification.via, _name_of(Notification.via, Notification.via_id).label("via_id"), Notification.choice,
                Notification.on_site, Notification.seen_at, OutgoingMail.sent_at.label("mailed_at"),
            )
            .join(Notification, Notification.news_id == News.id)
            .outerjoin(OutgoingMail, OutgoingMail.id == Notification.mail_id)
            .where(Notification.person_id.in_(people), News.due_at <= now(), News.cancelled_at.is_(None))
            .order_by(News.id, Notification.person_id),
        ),
        "follows": (
            True,
            select(
                Follow.thing, _name_of(Follow.thing, Follow.thing_id), Follow.muted, Follow.began_at, Follow.ended_at
            )
            .where(Follow.person_id.in_(people))
            .order_by(Follow.began_at, Follow.thing, Follow.thing_id),
        ),
        "preferences": (
            True,
            select(Preference.event, Preference.on_site, Preference.by_mail)
            .where(Preference.person_id.in_(people))
            .order_by(Preference.event),
        ),
    }  # fmt: skip


def _name_of(kind: Any, thing_id: Any) -> Any:
    """The external id of a thing of any kind."""
    kinds: Mapping[Thing, Any] = {
        Thing.IDEA: Idea,
        Thing.THEME: Theme,
        Thing.COMMITMENT: Commitment,
        Thing.ISSUE: Issue,
    }
    return case(
        *(
            (kind == thing, select(m.external_id).where(m.id == thing_id).scalar_subquery())
            for thing, m in kinds.items()
        )
    ).label("thing_id")
