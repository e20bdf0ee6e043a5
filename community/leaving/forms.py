"""What is asked of whoever leaves."""

from __future__ import annotations

from wtforms import BooleanField, Form, HiddenField, PasswordField, validators

from community.platform.text import lazy

__all__ = ["ErasingForm", "OnceMoreForm"]


class OnceMoreForm(Form):
    """Asks once more for the password."""

    current = PasswordField(
        lazy("Your password"),
        [validators.Length(min=1, message=lazy("Enter your password, so that nobody else does this."))],
        render_kw={"autocomplete": "current-password"},
    )


class ErasingForm(OnceMoreForm):
    """Asks whether somebody is sure; what becomes of their words was chosen on the page before."""

    words = HiddenField()
    sure = BooleanField(
        lazy("I know that this cannot be undone."),
        [validators.InputRequired(message=lazy("Tick that you know that this cannot be undone."))],
    )
