"""What may be typed about who is who."""

from __future__ import annotations

from typing import Any

from wtforms import Form, RadioField, TextAreaField, validators
from wtforms.fields.choices import SelectChoice

from community.persons.operations.claims import SAID_LENGTH
from community.persons.operations.joins import REASON_LENGTH
from community.platform.errors import Unclear
from community.platform.text import lazy, legible

__all__ = ["AnswerForm", "ClaimForm", "ReasonForm"]

TOO_LONG = lazy("Enter at most 1,000 letters.")


def prose(_form: Any, field: Any) -> None:
    """Refuse what cannot be seen or stored, with a sentence beside the field."""
    try:
        legible(field.data or "", lines=True)
    except Unclear as unclear:
        raise validators.StopValidation(unclear.sentence) from unclear


class ClaimForm(Form):
    """How a moderator can know who somebody is."""

    said = TextAreaField(
        lazy("How can we know that it is you?"),
        [
            validators.DataRequired(lazy("Say how a moderator can know that it is you.")),
            validators.Length(max=SAID_LENGTH, message=TOO_LONG),
            prose,
        ],
        description=lazy("For example: where you wrote it first, under which name, or who can vouch for you."),
        id="words",
    )


class AnswerForm(Form):
    """Whether somebody is who they say, and why."""

    approve = RadioField(
        lazy("Is it the same person?"),
        choices=[
            SelectChoice("yes", lazy("Yes: let all that came from there count as theirs")),
            SelectChoice("no", lazy("No, or it cannot be told")),
        ],
        validate_choice=False,
    )
    sentence = TextAreaField(
        lazy("Why, in a sentence"),
        [
            validators.DataRequired(lazy("Say why, in a sentence that whoever asked gets.")),
            validators.Length(max=REASON_LENGTH, message=TOO_LONG),
            prose,
        ],
        description=lazy("Whoever asked gets this by mail and on the site."),
        render_kw={"rows": 2},
    )

    def validate_approve(self, field: Any) -> None:
        if field.data not in ("yes", "no"):
            raise validators.ValidationError(lazy("Choose whether it is the same person."))


class ReasonForm(Form):
    """Why two are joined, or parted again."""

    reason = TextAreaField(
        lazy("Why, in a sentence"),
        [
            validators.DataRequired(lazy("Say why, in a sentence.")),
            validators.Length(max=REASON_LENGTH, message=TOO_LONG),
            prose,
        ],
        render_kw={"rows": 2},
    )
