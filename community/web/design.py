"""The living style sheet: every component with made-up content, through the real macros."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from flask import Blueprint, render_template
from wtforms import Form, RadioField, StringField, TextAreaField, validators
from wtforms.fields.choices import SelectChoice

from community.ideas.models import Choice, Status
from community.ideas.queries import IdeaRow
from community.platform.guards import anyone, may
from community.platform.text import _, lazy

bp = Blueprint("design", __name__)

URDU = "اسکول کے سامنے سڑک پر روشنی ہونی چاہیے۔"
HINDI = "स्कूल के सामने सड़क पर रोशनी होनी चाहिए।"


class SampleForm(Form):
    """A form to look at."""

    title = StringField(
        lazy("Title"),
        [validators.InputRequired(lazy("Enter a title of at most 300 letters."))],
        description=lazy("One sentence."),
    )
    body = TextAreaField(lazy("What would help, and whom?"))
    door = RadioField(
        lazy("Where did you say it?"),
        choices=[SelectChoice("here", lazy("Here")), SelectChoice("room", lazy("At a meeting"))],
        default="here",
    )


@bp.get("/design")
@may(anyone)
def design() -> str:
    """Show every component in every state."""
    form = SampleForm(data={})
    form.validate()
    return render_template("web/design.html", form=form, ideas=_sample_ideas(), statuses=Status)


def _sample_ideas() -> list[IdeaRow]:
    title = _("Build a pavement along Cemetery Road, all the way to the bypass.")
    lead = _("Children walk to school there beside the cars. In winter it is dark both ways, and the ditch is deep.")
    first = IdeaRow(
        id=1,
        title=title,
        lead=lead,
        language="en",
        direction="ltr",
        place_id=1,
        place_name=_("Warren County"),
        status=Status.OPEN,
        created_at=datetime(2018, 2, 9, 12, tzinfo=UTC),
        support_count=41,
        oppose_count=3,
        pass_count=12,
        tally=None,
        voting_here=True,
        my_choice=Choice.SUPPORT,
        value=None,
    )
    other = partial(first._replace, lead="", my_choice=None)
    return [
        first,
        other(id=2, title=URDU, language="ur", direction="rtl", status=Status.UNDER_REVIEW, oppose_count=0),
        other(id=3, title=HINDI, language="hi", status=Status.DONE, created_at=None, support_count=2340),
        other(id=4, title=_("A title with a very long word: ") + "Bürgerbeteiligung" * 5, status=Status.DECLINED),
    ]
