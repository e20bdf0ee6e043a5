"""What may be typed about themes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wtforms import Form, HiddenField, IntegerField, SelectField, StringField, TextAreaField, validators
from wtforms.widgets import HiddenInput

from community.platform.address import MOST_ID
from community.platform.errors import Unclear
from community.platform.text import _, lazy
from community.writing.forms import KEY_LENGTH, OVER, fits, lines, offer_languages, titled
from community.writing.rules import BODY_LENGTH, TITLE_LENGTH

__all__ = ["TICK", "EditForm", "ThemeForm", "ids_in", "ticked"]


class EditForm(Form):
    """What a theme says, and the version that one had before one."""

    version = IntegerField(widget=HiddenInput())
    title = StringField(
        lazy("Name"),
        [titled],
        filters=[lines],
        description=lazy("What these ideas ask for, in one line, in words that all of them would use."),
        render_kw={"data-behaviour": "limit", "data-most": TITLE_LENGTH, "data-over": OVER, "autocomplete": "off"},
    )
    body = TextAreaField(
        lazy("Summary"),
        [fits],
        filters=[lines],
        description=lazy("What people say, what they agree on and where they differ. Nothing that none of them said."),
        render_kw={"data-behaviour": "limit", "data-most": BODY_LENGTH, "data-over": OVER, "rows": 10},
    )


class ThemeForm(EditForm):
    """A new theme: what it says, in a language, for a place, of which ideas; the key makes what is sent twice one."""

    version = None
    key = HiddenField(validators=[validators.Length(max=KEY_LENGTH)])
    ideas = HiddenField()
    place = StringField(lazy("Place"))
    language = SelectField(lazy("Language you write in"))

    def offer_languages(self, codes: Sequence[str], usual: str) -> None:
        """Let one choose among these languages; `usual` is chosen to begin with."""
        offer_languages(self.language, codes, usual)


TICK = "idea-"


def ticked(names: Iterable[str]) -> list[int]:
    """Return the numbers of the ideas that are ticked in a form: each has a field of its own, named by it."""
    return ids_in([name.removeprefix(TICK) for name in names if name.startswith(TICK)])


def ids_in(words: Sequence[str]) -> list[int]:
    """Return the numbers that these words spell, each once; raise Unclear when one is no number of a thing."""
    for word in words:
        if not (word.isascii() and word.isdigit() and len(word) < 11 and 0 < int(word) <= MOST_ID):
            raise Unclear(_("This names an idea that there cannot be. Go back and choose again."))
    return list(dict.fromkeys(map(int, words)))
