"""The living style sheet: every component with made-up content, through the real macros."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from flask import Blueprint, render_template
from wtforms import Form, RadioField, StringField, TextAreaField, validators
from wtforms.fields.choices import SelectChoice

from community.ideas.models import Choice, Status
from community.ideas.queries import IdeaRow
from community.platform.guards import anyone, may
from community.platform.text import _, lazy
from community.tracker import models as tracker
from community.tracker.queries import CommitmentRow, Led

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
    return render_template(
        "web/design.html",
        form=form,
        ideas=_sample_ideas(),
        statuses=Status,
        commitments=_sample_commitments(),
        signals=tracker.Signal,
        led=defaultdict(Led),
        today=date(2026, 5, 12),
    )


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
        tagged=None,
    )
    other = partial(first._replace, lead="", my_choice=None)
    return [
        first,
        other(id=2, title=URDU, language="ur", direction="rtl", status=Status.UNDER_REVIEW, oppose_count=0),
        other(id=3, title=HINDI, language="hi", status=Status.DONE, created_at=None, support_count=2340),
        other(id=4, title=_("A title with a very long word: ") + "Bürgerbeteiligung" * 5, status=Status.DECLINED),
    ]


def _sample_commitments() -> list[CommitmentRow]:
    late = CommitmentRow(
        id=1,
        title=_("Build a pavement along Cemetery Road, all the way to the bypass."),
        lead=_("Twelve hundred metres with lights, and two crossings."),
        language="en",
        direction="ltr",
        place_id=1,
        place_name=_("Warren County"),
        owner_id=None,
        owner_person=None,
        owner_name=_("Department of Roads"),
        status=tracker.Status.IN_PROGRESS,
        signal=tracker.Signal.LATE,
        made_at=datetime(2025, 2, 9, 12, tzinfo=UTC),
        due_on=date(2026, 4, 30),
        first_due_on=date(2025, 12, 31),
        moved_count=2,
        next_step=None,
        next_on=None,
        news_at=datetime(2026, 4, 2, 12, tzinfo=UTC),
        delivered_at=None,
        stopped_at=None,
        asked_count=0,
        yes_count=0,
        partly_count=0,
        no_count=0,
        theme_count=1,
        idea_count=3,
        place_count=2,
        people_count=214,
        tally=400,
        value=None,
    )
    done: Any = {
        "status": tracker.Status.DELIVERED,
        "delivered_at": datetime(2026, 4, 12, tzinfo=UTC),
        "moved_count": 0,
    }
    unknown: Any = {"owner_name": None, "due_on": None, "tally": None, "moved_count": 0, "theme_count": 0}
    return [
        late,
        late._replace(id=2, signal=tracker.Signal.DISPUTED, yes_count=30, no_count=40, **done),
        late._replace(id=3, signal=tracker.Signal.SILENT, people_count=0, **unknown),
    ]
