"""Somebody says how they wish to hear of what happens."""

from __future__ import annotations

from collections.abc import Mapping

from community.notifications.models import Event, How, Preference
from community.notifications.queries.preferences import Wish, get_wishes
from community.notifications.rules import HEARD_BY
from community.platform.database import execute, insert

__all__ = ["mail_again", "prefer", "stop_mails"]


def prefer(person_id: int, wishes: Mapping[Event, Wish]) -> None:
    """Keep how this person wishes to hear of these events; what is as usual and was never chosen stays unchosen."""
    before = get_wishes(person_id)
    rows = [
        {"person_id": person_id, "event": event, "on_site": wish.on_site, "by_mail": wish.by_mail}
        for event, wish in wishes.items()
        if (wish.on_site, wish.by_mail) != (before[event].on_site, before[event].by_mail)
    ]
    if rows:
        kept = insert(Preference.__table__)
        fresh = {name: kept.excluded[name] for name in ("on_site", "by_mail")}
        execute(kept.values(rows).on_conflict_do_update(index_elements=["person_id", "event"], set_=fresh))


def stop_mails(person_id: int) -> None:
    """Send this person no more mail about news, of any event; the site goes on showing what it shows them."""
    wishes = get_wishes(person_id)
    prefer(person_id, {event: wish._replace(by_mail=How.NEVER) for event, wish in wishes.items()})


def mail_again(person_id: int) -> None:
    """Send this person mail about news as is usual, where they get none."""
    wishes = get_wishes(person_id)
    never = [event for event, wish in wishes.items() if wish.by_mail is How.NEVER]
    prefer(person_id, {event: wishes[event]._replace(by_mail=HEARD_BY[event]) for event in never})
