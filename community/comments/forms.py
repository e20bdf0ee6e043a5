"""What may be typed where people comment."""

from __future__ import annotations

from typing import Any

from wtforms import Form, HiddenField, IntegerField, RadioField, TextAreaField, ValidationError, validators
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import HiddenInput

from community.comments.models import Side
from community.comments.operations.say import checked_comment
from community.comments.rules import COMMENT_LENGTH
from community.platform.errors import Unclear
from community.platform.text import lazy
from community.writing.forms import KEY_LENGTH, OVER, lines, spelled_id

__all__ = ["CommentForm", "EditForm"]


def sayable(_form: Form, field: Any) -> None:
    """Refuse what is no comment."""
    try:
        checked_comment(field.data)
    except Unclear as unclear:
        raise ValidationError(unclear.sentence) from unclear


class WordsForm(Form):
    """What somebody says, and who was signed in when the form was opened: nobody else's words are they."""

    author = HiddenField()
    body = TextAreaField(
        lazy("Your comment"),
        [sayable],
        filters=[lines],
        render_kw={"data-behaviour": "limit", "data-over": OVER, "data-most": COMMENT_LENGTH, "rows": 4},
    )

    @property
    def author_id(self) -> int | None:
        """Whose words these are, if anybody was signed in."""
        return spelled_id(self.author.data)


class EditForm(WordsForm):
    """A comment's words, and the version that one had before one."""

    version = IntegerField(widget=HiddenInput())


class CommentForm(WordsForm):
    """A new comment; the key makes a form that is sent twice one comment."""

    key = HiddenField(validators=[validators.Length(max=KEY_LENGTH)])
    language = HiddenField(validators=[validators.Length(max=35)], id="written-in")
    side = RadioField(
        lazy("You speak"),
        choices=[
            SelectChoice(Side.FOR, lazy("For it")),
            SelectChoice(Side.AGAINST, lazy("Against it")),
            SelectChoice(Side.NEUTRAL, lazy("Neither")),
        ],
        default=Side.NEUTRAL,
        validate_choice=False,
    )

    @property
    def chosen(self) -> Side:
        """Which side is taken; what makes no sense takes none."""
        return Side(self.side.data) if self.side.data in list(Side) else Side.NEUTRAL
