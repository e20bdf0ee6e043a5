"""What may be typed about ideas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import (
    Form,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
    validators,
)
from wtforms.widgets import HiddenInput

from community.ideas.models import Choice
from community.ideas.operations.post import checked_body, checked_title
from community.ideas.rules import BODY_LENGTH, TITLE_LENGTH
from community.platform.address import MOST_ID
from community.platform.errors import Unclear
from community.platform.text import lazy

__all__ = [
    "KEY_LENGTH",
    "OVER",
    "WITHDRAW",
    "EditForm",
    "IdeaForm",
    "VoteForm",
    "fits",
    "lines",
    "offer_languages",
    "titled",
]

WITHDRAW = "withdraw"
KEY_LENGTH = 64
OVER = lazy("%(over)s letters too many")


class VoteForm(Form):
    """One of the three choices, or taking the vote back."""

    choice = StringField(
        lazy("Your vote"),
        [validators.AnyOf([*Choice, WITHDRAW], message=lazy("Choose support, oppose or pass."))],
    )


def lines(text: str | None) -> str:
    """Return what was typed with plain ends of lines: forms send them as two characters, and people count one."""
    return (text or "").replace("\r\n", "\n")


def titled(_form: Form, field: Any) -> None:
    """Refuse what is no title."""
    try:
        checked_title(field.data)
    except Unclear as unclear:
        raise ValidationError(unclear.sentence) from unclear


def fits(_form: Form, field: Any) -> None:
    """Refuse a text that is too long or cannot be stored."""
    try:
        checked_body(field.data)
    except Unclear as unclear:
        raise ValidationError(unclear.sentence) from unclear


class WordsForm(Form):
    """A title and a text, and who was signed in when the form was opened: nobody else's are they."""

    author = HiddenField()
    title = StringField(
        lazy("Title"),
        [titled],
        filters=[lines],
        description=lazy("Say in one line what would help. At most %(most)s letters.", most=TITLE_LENGTH),
        render_kw={"data-behaviour": "limit", "data-most": TITLE_LENGTH, "data-over": OVER, "autocomplete": "off"},
    )
    body = TextAreaField(
        lazy("Your idea"),
        [fits],
        filters=[lines],
        description=lazy("What is wrong, what would help, and whom? At most 50,000 letters; a few lines are enough."),
        render_kw={"data-behaviour": "limit", "data-most": BODY_LENGTH, "data-over": OVER, "rows": 10},
    )

    @property
    def author_id(self) -> int | None:
        """Whose words these are, if anybody was signed in."""
        digits = self.author.data or ""
        sensible = digits.isascii() and digits.isdigit() and len(digits) < 11 and int(digits) <= MOST_ID
        return int(digits) if sensible else None


class EditForm(WordsForm):
    """An idea's words, and the version that one had before one."""

    version = IntegerField(widget=HiddenInput())


class IdeaForm(WordsForm):
    """A new idea's words, in a language, for a place; the key makes a form that is sent twice one idea."""

    key = HiddenField(validators=[validators.Length(max=KEY_LENGTH)])
    place = StringField(lazy("Place"))
    language = SelectField(lazy("Language you write in"))

    def offer_languages(self, codes: Sequence[str], usual: str) -> None:
        """Let one choose among these languages; `usual` is chosen to begin with."""
        offer_languages(self.language, codes, usual)


def offer_languages(field: SelectField, codes: Sequence[str], usual: str) -> None:
    """Let one choose among these languages; `usual` is chosen to begin with."""
    field.choices = [(code, code) for code in codes]
    if field.data not in codes:
        field.data = usual if usual in codes else codes[0]
