"""What is asked of whoever leaves."""

from __future__ import annotations

from wtforms import Form, PasswordField, validators

from community.platform.text import lazy

__all__ = ["OnceMoreForm"]


class OnceMoreForm(Form):
    """Asks once more for the password."""

    current = PasswordField(
        lazy("Your password"),
        [validators.Length(min=1, message=lazy("Enter your password, so that nobody else does this."))],
        render_kw={"autocomplete": "current-password"},
    )
