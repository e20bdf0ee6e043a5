"""What an admin may type."""

from __future__ import annotations

from typing import Any

from wtforms import FileField, Form, IntegerField, SelectField, StringField, TextAreaField, validators
from wtforms.fields.choices import SelectChoice

from community.platform.text import lazy
from community.site.models import Name
from community.site.queries import NUMBERS

__all__ = ["LimitsForm", "LookForm", "MoveForm", "PlaceForm", "PoliciesForm", "TextForm"]


def _number(name: Name, label: Any, hint: Any = "") -> IntegerField:
    least, most = NUMBERS[name][0], NUMBERS[name][-1]
    wrong = lazy("Enter a number from %(least)s to %(most)s.", least=least, most=most)
    checks = [validators.InputRequired(message=wrong), validators.NumberRange(least, most, message=wrong)]
    return IntegerField(label, checks, description=hint)


class LookForm(Form):
    """The name of the site, its colour, its logo and its word for place."""

    site_name = StringField(
        lazy("Name of the site"),
        [validators.Length(max=60, message=lazy("Enter a name of at most 60 letters."))],
        description=lazy("Stands at the head of every page. Leave it empty for the name the installation has."),
    )
    accent = StringField(
        lazy("Colour of links and buttons"),
        [validators.Regexp("^(#[0-9a-fA-F]{6})?$", message=lazy("Enter a colour as in #0b5557, or nothing."))],
        description=lazy(
            "As in #0b5557. A colour too faint to be read is refused; for the dark, a lighter one is made of it."
        ),
    )
    place_word = StringField(
        lazy("Your word for one place"),
        [validators.Length(max=60, message=lazy("Enter a word of at most 60 letters."))],
        description=lazy("As in “Ward” or “Branch”. Leave both words empty for “Place”."),
    )
    places_word = StringField(
        lazy("Your word for several places"),
        [validators.Length(max=60, message=lazy("Enter a word of at most 60 letters."))],
        description=lazy("As in “Wards” or “Branches”."),
    )
    logo = FileField(
        lazy("Logo"),
        description=lazy(
            "A PNG, JPEG or WebP file of at most 400 kilobytes. It is drawn anew; nothing else in the file is kept."
        ),
    )


class LimitsForm(Form):
    """What new accounts are held to, and when people are asked back."""

    days = _number(Name.NEW_DAYS, lazy("So many days an account is new"), lazy("0 when nobody is held to anything."))
    ideas = _number(Name.NEW_IDEAS, lazy("So many ideas it posts a day at most"))
    links = _number(Name.NEW_LINKS, lazy("So many links stand in one of its texts at most"))
    ask_days = _number(Name.ASK_DAYS, lazy("So many days after a delivery was reported, people are asked back"))


class TextForm(Form):
    """One of the site's own texts."""

    body = TextAreaField(
        lazy("Text"),
        [validators.Length(max=50_000, message=lazy("The text is too long: at most 50,000 letters."))],
        description=lazy("Markdown: an empty line begins a paragraph, ## a heading, - a list."),
        render_kw={"rows": 16, "dir": "auto"},
    )


class PlaceForm(Form):
    """A place: added, or changed."""

    name = StringField(
        lazy("Name"),
        [
            validators.InputRequired(message=lazy("Enter the name of the place.")),
            validators.Length(max=200, message=lazy("Enter a name of at most 200 letters.")),
        ],
    )
    kind = StringField(
        lazy("Kind"),
        [validators.Length(max=60, message=lazy("Enter a kind of at most 60 letters."))],
        description=lazy("As in “district” or “branch”. May be empty."),
    )
    population = IntegerField(
        lazy("People who live or belong there"),
        [
            validators.Optional(),
            validators.NumberRange(0, 2**31 - 1, message=lazy("Enter a number from 0 to 2,147,483,647.")),
        ],
        description=lazy("May be empty when it is not known."),
    )


class PoliciesForm(Form):
    """Who may propose in a place, and whether votes are taken there."""

    posting = SelectField(
        lazy("Who may propose ideas here"),
        choices=[
            SelectChoice("", lazy("As in the place above")),
            SelectChoice("everybody", lazy("Everybody with an account")),
            SelectChoice("members", lazy("Members of the place, or of one above it")),
            SelectChoice("staff", lazy("Only those who answer for it")),
        ],
    )
    voting = SelectField(
        lazy("Whether votes are taken here"),
        choices=[
            SelectChoice("", lazy("As in the place above")),
            SelectChoice("open", lazy("Voting is open")),
            SelectChoice("closed", lazy("Voting is closed")),
        ],
    )


class MoveForm(Form):
    """Under which place another one shall lie."""

    place = IntegerField(
        lazy("The place above it"),
        [
            validators.InputRequired(message=lazy("Choose a place.")),
            validators.NumberRange(1, 2**31 - 1, message=lazy("Choose a place.")),
        ],
    )
