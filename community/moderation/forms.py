"""What may be typed about flags and decisions."""

from __future__ import annotations

from typing import Any

from wtforms import Form, RadioField, TextAreaField, validators
from wtforms.fields.choices import SelectChoice

from community.moderation.models import Reason
from community.moderation.operations.flags import SAID_LENGTH
from community.platform.errors import Unclear
from community.platform.text import lazy, legible

__all__ = ["REASONS", "FlagForm"]

REASONS = {
    Reason.RULES: lazy("It breaks another rule of this site"),
    Reason.PERSONAL: lazy("It gives away somebody's personal data: an address, a number, a picture"),
    Reason.ATTACK: lazy("It attacks a person instead of speaking about the proposal"),
    Reason.SPAM: lazy("It is advertising, or the same again and again"),
    Reason.OTHER: lazy("Something else; say what"),
}
CHOICES = [SelectChoice(*each) for each in REASONS.items()]


def prose(_form: Any, field: Any) -> None:
    """Refuse what cannot be seen or stored, with a sentence beside the field."""
    try:
        legible(field.data or "", lines=True)
    except Unclear as unclear:
        raise validators.StopValidation(unclear.sentence) from unclear


class FlagForm(Form):
    """Why something breaks the rules."""

    reason = RadioField(lazy("What is wrong with it?"), choices=CHOICES, validate_choice=False)
    said = TextAreaField(
        lazy("In your words"),
        [validators.Length(max=SAID_LENGTH, message=lazy("Enter at most 1,000 letters.")), prose],
        description=lazy("What a moderator should look at. Needed only if it is something else."),
        id="words",
    )

    def validate_reason(self, field: Any) -> None:
        if field.data not in set(Reason):
            raise validators.ValidationError(lazy("Choose what is wrong with it."))

    def validate_said(self, field: Any) -> None:
        if self.reason.data == Reason.OTHER and not (field.data or "").strip():
            raise validators.ValidationError(lazy("Say in a few words what is wrong."))
