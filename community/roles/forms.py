"""What may be typed about roles."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import get_timezone
from wtforms import DateField, Form, SelectField, StringField, validators
from wtforms.fields.choices import SelectChoice

from community.platform.clock import end_of, now
from community.platform.errors import Unclear
from community.platform.text import _, lazy, legible
from community.roles.models import Role
from community.roles.operations import REASON_LENGTH

__all__ = ["EndForm", "GrantForm"]

ROLES = {
    Role.HOST: lazy("Host"),
    Role.MODERATOR: lazy("Moderator"),
    Role.LEADER: lazy("Leader"),
    Role.ADMIN: lazy("Admin"),
}
LONGEST = timedelta(days=3660)


class DayField(DateField):
    """A day to come, within ten years; its last moment in the site's zone is `instant`."""

    def process_formdata(self, valuelist: Any) -> None:
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            self.data = date.fromisoformat(valuelist[0].strip())
        except ValueError as error:
            raise ValueError(_("Enter a day such as 2027-05-31, or none.")) from error

    def pre_validate(self, form: Any) -> None:
        today = now().astimezone(get_timezone()).date()
        if self.data is not None and not today <= self.data <= today + LONGEST:
            raise validators.StopValidation(_("Choose a day within the next ten years, or none."))

    @property
    def instant(self) -> datetime | None:
        return end_of(self.data, get_timezone()) if self.data else None


def one_line(_form: Any, field: Any) -> None:
    """Refuse what cannot be seen or stored, with a sentence beside the field."""
    try:
        legible(field.data or "")
    except Unclear as unclear:
        raise validators.StopValidation(unclear.sentence) from unclear


class GrantForm(Form):
    """Who gets which role for a place, until when and why."""

    person = StringField(
        lazy("Who"),
        [
            validators.InputRequired(lazy("Enter a name or an e-mail address.")),
            validators.Length(max=254, message=lazy("Enter a name or an e-mail address.")),
            one_line,
        ],
        description=lazy("The full name or the e-mail address, exactly as in their account."),
    )
    role = SelectField(
        lazy("Role"), validate_choice=False, description=lazy("You can give what you hold for this place yourself.")
    )
    until = DayField(lazy("Until the end of"), description=lazy("Leave this empty if no end is known."))
    reason = StringField(
        lazy("Why"),
        [validators.Length(max=REASON_LENGTH, message=lazy("Enter at most 500 letters.")), one_line],
        description=lazy("Kept in the history, for staff of this place."),
    )

    def offer(self, roles: Iterable[Role]) -> None:
        """Let only these roles be chosen."""
        self.role.choices = [SelectChoice(role.value, ROLES[role]) for role in roles]


class EndForm(Form):
    """Why a role ends."""

    reason = StringField(
        lazy("Why"),
        [validators.Length(max=REASON_LENGTH, message=lazy("Enter at most 500 letters.")), one_line],
        description=lazy("Kept in the history, for staff of this place."),
    )
