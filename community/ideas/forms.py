"""What may be typed about ideas."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import (
    Form,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    validators,
)
from wtforms.widgets import HiddenInput

from community.ideas.models import Choice
from community.platform.text import lazy
from community.tags.forms import TagsForm
from community.writing.forms import KEY_LENGTH, OVER, fits, lines, offer_languages, spelled_id, titled
from community.writing.rules import BODY_LENGTH, TITLE_LENGTH

__all__ = ["WITHDRAW", "EditForm", "IdeaForm", "VoteForm"]

WITHDRAW = "withdraw"


class VoteForm(Form):
    """One of the three choices, or taking the vote back."""

    choice = StringField(
        lazy("Your vote"),
        [validators.AnyOf([*Choice, WITHDRAW], message=lazy("Choose support, oppose or pass."))],
    )


class WordsForm(TagsForm):
    """A title, a text and tags, and who was signed in when the form was opened: nobody else's are they."""

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
        return spelled_id(self.author.data)


class EditForm(WordsForm):
    """An idea's words, and the version that one had before one."""

    version = IntegerField(widget=HiddenInput())


class IdeaForm(WordsForm):
    """A new idea's words, in a language, for a place; the key makes a form that is sent twice one idea."""

    key = HiddenField(validators=[validators.Length(max=KEY_LENGTH)])
    # The issue that it answers, if it was begun on the page of one.
    issue = HiddenField()
    place = StringField(lazy("Place"))
    language = SelectField(lazy("Language you write in"))

    def offer_languages(self, codes: Sequence[str], usual: str) -> None:
        """Let one choose among these languages; `usual` is chosen to begin with."""
        offer_languages(self.language, codes, usual)
