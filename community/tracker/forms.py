"""What may be typed about commitments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
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

from community.platform.address import MOST_ID
from community.platform.clock import today
from community.platform.errors import Unclear
from community.platform.text import _, lazy
from community.tracker.operations.make import COST_LENGTH, MEASURE_LENGTH, OWNER_LENGTH
from community.tracker.operations.steps import NEXT_LENGTH
from community.tracker.operations.wording import checked_day, checked_line, checked_link
from community.tracker.rules import is_reviewed_later
from community.writing.forms import KEY_LENGTH, OVER, fits, lines, offer_languages, titled
from community.writing.rules import BODY_LENGTH, TITLE_LENGTH

__all__ = [
    "OFFICE",
    "DeclineForm",
    "DeliverForm",
    "MoveForm",
    "PromiseForm",
    "StopForm",
    "UpdateForm",
    "numbers",
    "things_in",
    "ticked",
]

OFFICE = "office"
"""The choice of an owner who is no person but an office, named beside it."""


class DayField(DateField):
    """A day, written as 2027-05-31, or none."""

    def process_formdata(self, valuelist: Any) -> None:
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            self.data = checked_day(date.fromisoformat(valuelist[0].strip()))
        except Unclear as unclear:
            raise ValueError(unclear.sentence) from unclear
        except ValueError as error:
            raise ValueError(_("Enter a day such as 2027-05-31, or none.")) from error


def _line(most: int) -> Any:
    def check(_form: Form, field: Any) -> None:
        try:
            checked_line(field.data, most)
        except Unclear as unclear:
            raise ValidationError(unclear.sentence) from unclear

    return check


def _leads_to_a_page(_form: Form, field: Any) -> None:
    try:
        checked_link(field.data)
    except Unclear as unclear:
        raise ValidationError(unclear.sentence) from unclear


def _words(ask: Any) -> list[Any]:
    def needed(_form: Form, field: Any) -> None:
        if not (field.data or "").strip():
            raise ValidationError(ask)

    return [needed, fits]


def _prose(label: Any, ask: Any, hint: Any, rows: int = 6) -> TextAreaField:
    return TextAreaField(
        label,
        _words(ask),
        filters=[lines],
        description=hint,
        render_kw={"data-behaviour": "limit", "data-most": BODY_LENGTH, "data-over": OVER, "rows": rows},
    )


class PromiseForm(Form):
    """A new commitment; the key makes a form that is sent twice one of it."""

    key = HiddenField(validators=[validators.Length(max=KEY_LENGTH)])
    title = StringField(
        lazy("What is promised"),
        [titled],
        filters=[lines],
        description=lazy("In one line, so that anybody can tell later whether it was done."),
        render_kw={"data-behaviour": "limit", "data-most": TITLE_LENGTH, "data-over": OVER, "autocomplete": "off"},
    )
    body = _prose(
        lazy("What exactly, and why"),
        lazy("Say what is promised, and why."),
        lazy("What will be there that is not there now, and what will not. Say it to those who asked."),
        rows=8,
    )
    place = StringField(lazy("Place"))
    language = SelectField(lazy("Language you write in"))
    owner = SelectField(lazy("Who answers for it"), validate_choice=False)
    office = StringField(
        lazy("Name of the office"),
        [_line(OWNER_LENGTH)],
        description=lazy("If an office answers for it, and not a person."),
    )
    due_on = DayField(
        lazy("Done by the end of"),
        description=lazy(
            "It can be moved later, with a reason; this one stays to be seen. Leave it empty if none is known."
        ),
    )
    measure = StringField(
        lazy("How we shall know"),
        [_line(MEASURE_LENGTH)],
        description=lazy("For example: two benches stand at the stop. May be empty."),
    )
    cost = StringField(
        lazy("What it costs"),
        [_line(COST_LENGTH)],
        description=lazy("As you say it, for example: about $ 2,000. May be empty."),
    )
    next_step = StringField(
        lazy("What happens next"),
        [_line(NEXT_LENGTH)],
        description=lazy("The first step that people can see. May be empty."),
    )
    next_on = DayField(lazy("By when"))

    def offer(self, owners: Iterable[tuple[str, str]], codes: Sequence[str], usual: str) -> None:
        """Let one choose among these owners and languages; the first owner and `usual` are chosen to begin with."""
        self.owner.choices = [*owners, (OFFICE, lazy("An office, named below"))]
        known = [value for value, _name in self.owner.choices]
        if self.owner.data not in known:
            self.owner.data = known[0]
        offer_languages(self.language, codes, usual)

    def validate_due_on(self, field: Any) -> None:
        if field.data is not None and field.data < today():
            raise ValidationError(lazy("Choose a day that is still to come, or none."))

    def validate_office(self, field: Any) -> None:
        if self.owner.data == OFFICE and not (field.data or "").strip():
            raise ValidationError(lazy("Name the office that answers for it."))

    @property
    def owned(self) -> dict[str, Any]:
        """Return who answers for it, as the operation takes it."""
        if self.owner.data == OFFICE:
            return {"owner_name": self.office.data}
        return {"owner_id": int(self.owner.data)}


class StepForm(Form):
    """What every step has: the last step that one knew of. The same words after the same step are the same one."""

    seen = IntegerField(widget=HiddenInput())

    @property
    def known(self) -> dict[str, Any]:
        """Return both as the operation takes them; whoever says that they have seen nothing has not seen the last."""
        seen = self.seen.data or 0
        seen_id = seen if 0 < seen <= MOST_ID else 0
        return {"key": f"after {seen_id}", "seen_id": seen_id}


EVIDENCE = dict(
    label=lazy("Where one can see it"),
    validators=[_leads_to_a_page],
    description=lazy("The address of a page: minutes, a photo, an order. May be empty."),
    render_kw={"type": "url", "inputmode": "url"},
)


class UpdateForm(StepForm):
    """What is new."""

    body = _prose(
        lazy("What is new"),
        lazy("Say what is new."),
        lazy("Also when nothing has moved: say so, and why. Whoever asked for it gets this."),
    )
    evidence_url = StringField(**EVIDENCE)
    next_step = StringField(lazy("What happens next"), [_line(NEXT_LENGTH)])
    next_on = DayField(lazy("By when"))
    begun = BooleanField(lazy("Work goes on"))


class MoveForm(StepForm):
    """Another day, and why."""

    due_on = DayField(lazy("Done by the end of"))
    body = _prose(
        lazy("Why the date is moved"),
        lazy("Say why the date is moved."),
        lazy("What happened, and why the new date will hold. The one that was promised first stays to be seen."),
    )

    def validate_due_on(self, field: Any) -> None:
        if field.data is None:
            raise ValidationError(lazy("Choose the new date."))


class DeliverForm(StepForm):
    """That it is done."""

    body = _prose(
        lazy("What was done"),
        lazy("Say what was done, and how one can see it."),
        lazy("What is there now, and what of the promise is not. Those who asked will be asked whether it solved it."),
    )
    delivered_on = DayField(lazy("Since which day"), description=lazy("Leave it empty for today."))
    evidence_url = StringField(**EVIDENCE)

    def validate_delivered_on(self, field: Any) -> None:
        if field.data is not None and field.data > today():
            raise ValidationError(lazy("Choose the day when it was done: today or before."))


class StopForm(StepForm):
    """That it will not be done."""

    body = _prose(
        lazy("Why it is stopped"),
        lazy("Say why this is stopped."),
        lazy("In words that you would say to those who asked for it."),
    )


class DeclineForm(Form):
    """A "no"."""

    reason = _prose(
        lazy("Why not"),
        lazy("Say why, in a sentence that everybody can read."),
        lazy("In words that you would say to whoever proposed it."),
        rows=4,
    )
    change_mind = _prose(
        lazy("What would change that"),
        lazy("Say what would have to change."),
        lazy("Money, a law, more voices, another place: what somebody could work on."),
        rows=4,
    )
    review_on = DayField(
        lazy("Looked at again on"), description=lazy("The desk reminds the leaders of this place on that day.")
    )

    def validate_review_on(self, field: Any) -> None:
        if field.data is None or not is_reviewed_later(field.data, today()):
            raise ValidationError(lazy("Choose a day in the future on which this is looked at again."))


NAMED = re.compile(r"/(ideas|themes)/([0-9]{1,10})(?![0-9])")


def numbers(words: Sequence[str]) -> list[int]:
    """Return the numbers of things that these words spell, each once; raise Unclear when one is none."""
    for word in words:
        if not (word.isascii() and word.isdigit() and len(word) < 11 and 0 < int(word) <= MOST_ID):
            raise Unclear(_("This names an idea or a theme that there cannot be. Go back and choose again."))
    return list(dict.fromkeys(map(int, words)))


def ticked(kind: str, said: MultiDict[str, str]) -> list[int]:
    """Return the numbers of the ideas or themes that a form has ticked (idea-12) or an address names (idea=12)."""
    boxes = [name.removeprefix(f"{kind}-") for name in said if name.startswith(f"{kind}-")]
    return numbers([*said.getlist(kind), *boxes])


def things_in(text: str) -> tuple[list[int], list[int]]:
    """Return the ideas and the themes that a text names, by addresses or, of ideas, by bare numbers.

    Raises Unclear when a word of it names neither.
    """
    found: dict[str, list[str]] = {"ideas": [], "themes": []}
    for word in text.replace(",", " ").replace(";", " ").split():
        address = NAMED.search(word)
        plain = word.lstrip("#")
        if address:
            found[address[1]].append(address[2])
        elif plain.isascii() and plain.isdigit():
            found["ideas"].append(plain)
        else:
            raise Unclear(_("Enter the number of an idea, or the address of an idea or a theme."))
    return numbers(found["ideas"]), numbers(found["themes"])
