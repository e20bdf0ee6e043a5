"""What may be typed about issues."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import DateField, Form, HiddenField, IntegerField, SelectField, StringField, TextAreaField, validators
from wtforms.widgets import HiddenInput

from community.platform.text import lazy
from community.tags.forms import TagsForm
from community.writing.forms import KEY_LENGTH, OVER, fits, lines, offer_languages, spelled_id, titled
from community.writing.rules import BODY_LENGTH, TITLE_LENGTH

__all__ = ["AnswerForm", "DueForm", "EditForm", "IssueForm", "ReasonForm"]

LIMITED = {"data-behaviour": "limit", "data-over": OVER}


class WordsForm(TagsForm):
    """A title, a text and tags, and who was signed in when the form was opened: nobody else's are they."""

    author = HiddenField()
    title = StringField(
        lazy("Title"),
        [titled],
        filters=[lines],
        description=lazy("Say in one line what is wrong or missing. At most %(most)s letters.", most=TITLE_LENGTH),
        render_kw={**LIMITED, "data-most": TITLE_LENGTH, "autocomplete": "off"},
    )
    body = TextAreaField(
        lazy("What happens"),
        [fits],
        filters=[lines],
        description=lazy("Where, when, how often, and whom does it affect? At most 50,000 letters; a few lines do."),
        render_kw={**LIMITED, "data-most": BODY_LENGTH, "rows": 10},
    )

    @property
    def author_id(self) -> int | None:
        """Whose words these are, if anybody was signed in."""
        return spelled_id(self.author.data)


class EditForm(WordsForm):
    """An issue's words, and the version that one had before one."""

    version = IntegerField(widget=HiddenInput())


class IssueForm(WordsForm):
    """A new issue's words, in a language, for a place; the key makes a form that is sent twice one issue."""

    key = HiddenField(validators=[validators.Length(max=KEY_LENGTH)])
    place = StringField(lazy("Place"))
    language = SelectField(lazy("Language you write in"))

    def offer_languages(self, codes: Sequence[str], usual: str) -> None:
        """Let one choose among these languages; `usual` is chosen to begin with."""
        offer_languages(self.language, codes, usual)


class AnswerForm(Form):
    """The official answer to an issue."""

    body = TextAreaField(
        lazy("Answer"),
        [validators.InputRequired(lazy("Write an answer that everybody can read.")), fits],
        filters=[lines],
        description=lazy("What you know, what will be done and by when, or why nothing will be. Everybody reads it."),
        render_kw={**LIMITED, "data-most": BODY_LENGTH, "rows": 8},
    )


class ReasonForm(Form):
    """Why an issue is closed, or opened again."""

    reason = TextAreaField(
        lazy("Reason"),
        [
            validators.InputRequired(lazy("Say why, in a sentence that everybody can read.")),
            validators.Length(max=1000, message=lazy("At most 1,000 letters.")),
        ],
        filters=[lines],
        render_kw={"rows": 3},
    )


class DueForm(Form):
    """By when an answer is owed."""

    due_on = DateField(lazy("Answer owed by"), [validators.InputRequired(lazy("Choose a day."))])
