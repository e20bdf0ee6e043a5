"""What may be typed about flags and decisions."""

from __future__ import annotations

from typing import Any

from wtforms import Form, RadioField, SelectField, TextAreaField, validators
from wtforms.fields.choices import SelectChoice

from community.moderation.models import Act, Reason
from community.moderation.operations.appeals import APPEAL_LENGTH
from community.moderation.operations.decide import DAYS, SENTENCE_LENGTH, Ruling
from community.moderation.operations.flags import SAID_LENGTH
from community.moderation.rules import gives_reason
from community.platform.errors import Unclear
from community.platform.text import _, lazy, legible, plural
from community.site.numbered import SITE_RULES

__all__ = ["REASONS", "AnswerForm", "AppealForm", "DecideForm", "FlagForm"]

REASONS = {
    Reason.RULES: lazy("It breaks another rule of this site"),
    Reason.PERSONAL: lazy("It gives away somebody's personal data: an address, a number, a picture"),
    Reason.ATTACK: lazy("It attacks a person instead of speaking about the proposal"),
    Reason.SPAM: lazy("It is advertising, or the same again and again"),
    Reason.OTHER: lazy("Something else; say what"),
}
CHOICES = [SelectChoice(*each) for each in REASONS.items()]


def prose(_form: Any, field: Any) -> None:
    """Refuse what cannot be seen or stored, with a sentence beside the field."""
    try:
        legible(field.data or "", lines=True)
    except Unclear as unclear:
        raise validators.StopValidation(unclear.sentence) from unclear


class FlagForm(Form):
    """Why something breaks the rules."""

    reason = RadioField(lazy("What is wrong with it?"), choices=CHOICES, validate_choice=False)
    said = TextAreaField(
        lazy("In your words"),
        [validators.Length(max=SAID_LENGTH, message=lazy("Enter at most 1,000 letters.")), prose],
        description=lazy("What a moderator should look at. Needed only if it is something else."),
        id="words",
    )

    def validate_reason(self, field: Any) -> None:
        if field.data not in set(Reason):
            raise validators.ValidationError(lazy("Choose what is wrong with it."))

    def validate_said(self, field: Any) -> None:
        if self.reason.data == Reason.OTHER and not (field.data or "").strip():
            raise validators.ValidationError(lazy("Say in a few words what is wrong."))


ACTS = {
    Act.DISMISS: lazy("Set the flags aside"),
    Act.HIDE: lazy("Hide it"),
    Act.RESTORE: lazy("Show it again"),
    Act.WARN: lazy("Warn whoever wrote it"),
    Act.PAUSE: lazy("Pause their account"),
}
TOO_LONG = validators.Length(max=SENTENCE_LENGTH, message=lazy("Enter at most 1,000 letters."))


class DecideForm(Form):
    """What a moderator decides, by which rule, and why."""

    act = RadioField(lazy("What do you decide?"), validate_choice=False)
    rule = SelectField(lazy("Rule"), validate_choice=False)
    days = SelectField(lazy("Paused for"), validate_choice=False)
    sentence = TextAreaField(
        lazy("Why, in a sentence"),
        [TOO_LONG, prose],
        description=lazy("Whoever wrote it gets this, with the rule, and can appeal to another moderator."),
        render_kw={"rows": 2},
    )
    public_sentence = TextAreaField(
        lazy("For the public log, if it should read differently"),
        [TOO_LONG, prose],
        description=lazy("If left empty, the sentence above stands there, without names, quotes and numbers."),
        render_kw={"rows": 2},
    )

    def offer(self, *acts: Act) -> None:
        """Let these be chosen; the choices are in the language of the reader."""
        self.act.choices = [SelectChoice(act.value, ACTS[act]) for act in acts]
        self.rule.choices = [SelectChoice("", _("Choose the rule that was broken"))] + [
            SelectChoice(str(number), f"{number}. {rule.short}") for number, rule in SITE_RULES.items()
        ]
        self.days.choices = [SelectChoice(str(days), plural("%(num)s day", "%(num)s days", days)) for days in DAYS]
        if not self.days.data:
            self.days.data = "7"

    def validate_act(self, field: Any) -> None:
        if field.data not in set(ACTS):
            raise validators.ValidationError(_("Choose what you decide."))

    def validate_rule(self, field: Any) -> None:
        if field.data and field.data not in map(str, SITE_RULES):
            raise validators.ValidationError(_("Choose the rule that was broken."))
        if self.act.data in set(ACTS) and not gives_reason(Act(self.act.data), self._rule(), "a sentence"):
            raise validators.ValidationError(_("Choose the rule that was broken."))

    def validate_sentence(self, field: Any) -> None:
        if self.act.data in set(ACTS) and not gives_reason(Act(self.act.data), 1, field.data or ""):
            raise validators.ValidationError(_("Say why, in a sentence that its author gets."))

    def validate_days(self, field: Any) -> None:
        if self.act.data == Act.PAUSE and field.data not in map(str, DAYS):
            raise validators.ValidationError(_("Choose until when the account is paused."))

    def ruling(self) -> Ruling:
        """Return what is decided; the form must be valid."""
        act = Act(self.act.data)
        return Ruling(
            act,
            None if act in (Act.DISMISS, Act.RESTORE) else self._rule(),
            self.sentence.data or "",
            self.public_sentence.data or "",
            int(self.days.data) if act is Act.PAUSE else None,
        )

    def _rule(self) -> int | None:
        return int(self.rule.data) if self.rule.data in map(str, SITE_RULES) else None


class AppealForm(Form):
    """Why a decision is wrong."""

    said = TextAreaField(
        lazy("Why is the decision wrong?"),
        [
            validators.DataRequired(lazy("Say why the decision is wrong.")),
            validators.Length(max=APPEAL_LENGTH, message=lazy("Enter at most 3,000 letters.")),
            prose,
        ],
        description=lazy("Another moderator of this place reads it and answers. You can appeal once."),
        id="words",
    )


class AnswerForm(Form):
    """Whether a decision stands after an appeal, and why."""

    act = RadioField(lazy("Does the decision stand?"), validate_choice=False)
    sentence = TextAreaField(
        lazy("Why, in a sentence"),
        [validators.DataRequired(lazy("Say why, in a sentence that its author gets.")), TOO_LONG, prose],
        render_kw={"rows": 2},
    )
    public_sentence = TextAreaField(
        lazy("For the public log, if it should read differently"), [TOO_LONG, prose], render_kw={"rows": 2}
    )

    def offer(self) -> None:
        """Let the two answers be chosen."""
        self.act.choices = [
            SelectChoice(Act.UPHOLD.value, _("It stands")),
            SelectChoice(Act.OVERTURN.value, _("It is taken back, and everything is as before")),
        ]

    def validate_act(self, field: Any) -> None:
        if field.data not in (Act.UPHOLD, Act.OVERTURN):
            raise validators.ValidationError(_("Choose whether it stands."))
