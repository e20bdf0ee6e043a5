"""What may be typed when somebody is asked back."""

from __future__ import annotations

from typing import Any

from wtforms import Form, RadioField, TextAreaField, validators
from wtforms.fields.choices import SelectChoice

from community.confirmations.models import Answer
from community.confirmations.rules import SAID_LENGTH
from community.platform.errors import Unclear
from community.platform.text import lazy, legible

__all__ = ["ANSWERS", "AnswerForm"]

ANSWERS = {
    Answer.YES: lazy("Yes, it did"),
    Answer.PARTLY: lazy("In part"),
    Answer.NO: lazy("No, it did not"),
}


class AnswerForm(Form):
    """Whether what was done solved it."""

    answer = RadioField(
        lazy("Did this solve it?"), choices=[SelectChoice(*each) for each in ANSWERS.items()], validate_choice=False
    )
    said = TextAreaField(
        lazy("What should those who did it know?"),
        [validators.Length(max=SAID_LENGTH, message=lazy("Enter at most 2,000 letters."))],
        description=lazy("Not needed. It goes to those who answer for this place, without your name."),
        render_kw={"rows": 4},
        id="words",
    )

    def validate_answer(self, field: Any) -> None:
        if field.data not in set(Answer):
            raise validators.ValidationError(lazy("Choose one of the three answers."))

    def validate_said(self, field: Any) -> None:
        try:
            legible(field.data or "", lines=True)
        except Unclear as unclear:
            raise validators.StopValidation(unclear.sentence) from unclear
