"""What may be typed about how one wishes to hear."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, Form, SelectField
from wtforms.fields.choices import SelectChoice

from community.notifications.models import Event, How
from community.notifications.queries import Wish
from community.notifications.rules import HEARD_BY
from community.platform.text import _, lazy

__all__ = ["EVENTS", "HOWS", "PreferencesForm"]

EVENTS = {
    Event.GATHERED: lazy("Something of yours is put into a theme"),
    Event.PROMISED: lazy("A leader promises something for it"),
    Event.UPDATED: lazy("There is news of a promise"),
    Event.MOVED: lazy("The date of a promise is moved"),
    Event.DELIVERED: lazy("A promise is reported as delivered"),
    Event.STOPPED: lazy("A promise is stopped"),
    Event.DECLINED: lazy("An idea is declined"),
    Event.ASKED: lazy("You are asked whether it worked"),
    Event.ANSWERED: lazy("An issue is answered"),
    Event.CLOSED: lazy("An issue is closed"),
    Event.REOPENED: lazy("An issue is opened again"),
}
HOWS = {
    How.SOON: lazy("Soon"),
    How.DAILY: lazy("At eight each day"),
    How.WEEKLY: lazy("At eight on Mondays"),
    How.NEVER: lazy("Never"),
}


def _site(event: Event) -> str:
    return f"{event}-site"


def _mail(event: Event) -> str:
    return f"{event}-mail"


_FIELDS = {_site(event): BooleanField() for event in Event} | {
    _mail(event): SelectField(choices=[SelectChoice(*each) for each in HOWS.items()]) for event in Event
}
_Fields: Any = type("_Fields", (Form,), _FIELDS)


class PreferencesForm(_Fields):
    """For each event, whether the site shows it and when a mail tells it."""

    def fill(self, wishes: Mapping[Event, Wish]) -> PreferencesForm:
        """Show these wishes."""
        for event, wish in wishes.items():
            self[_site(event)].data, self[_mail(event)].data = wish.on_site, wish.by_mail
        return self

    def wishes(self) -> Mapping[Event, Wish]:
        """Return what was chosen."""
        return {event: Wish(self[_site(event)].data, How(self[_mail(event)].data)) for event in Event}

    def rows(self) -> list[tuple[object, BooleanField, SelectField]]:
        """Return for each event its words and its two fields."""
        for event in Event:
            usual = HEARD_BY[event]
            words = {how: _("%(how)s (usual)", how=word) if how is usual else word for how, word in HOWS.items()}
            self[_mail(event)].choices = [SelectChoice(*each) for each in words.items()]
        return [(EVENTS[event], self[_site(event)], self[_mail(event)]) for event in Event]
