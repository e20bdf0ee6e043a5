"""What may be typed to join, to sign in and to change an account."""

from __future__ import annotations

from typing import Any

from wtforms import EmailField, Form, HiddenField, PasswordField, SelectField, StringField, ValidationError, validators

from community.accounts.addresses import checked_email
from community.accounts.passwords import LEAST, MOST, check_strength
from community.platform.errors import Unclear
from community.platform.text import lazy, legible

__all__ = [
    "ChangePasswordForm",
    "CodeForm",
    "EmailForm",
    "JoinForm",
    "NameForm",
    "NewEmailForm",
    "NewPasswordForm",
    "PasskeyForm",
    "PasskeyNameForm",
    "SecondForm",
    "SetSecondForm",
    "SignInForm",
]

NAME_LENGTH = 200
PLAIN = {"spellcheck": "false"}


def one_address(_form: Form, field: Any) -> None:
    """An e-mail address, kept as it is written."""
    try:
        field.data = checked_email(field.data or "")
    except Unclear as unclear:
        raise ValidationError(unclear.sentence) from unclear


def a_name(_form: Form, field: Any) -> None:
    """Something that others can read."""
    field.data = " ".join((field.data or "").split())
    if not field.data:
        raise ValidationError(lazy("Enter the name that others shall see."))
    try:
        legible(field.data, NAME_LENGTH)
    except Unclear as unclear:
        raise ValidationError(unclear.sentence) from unclear


def strong(form: Form, field: Any) -> None:
    """A password that is not soon guessed; none is fine where none has to be."""
    about = [form[name].data or "" for name in ("name", "email") if name in form]
    try:
        check_strength(field.data or "", *about)
    except Unclear as unclear:
        raise ValidationError(unclear.sentence) from unclear


def email_field(autocomplete: str = "username") -> EmailField:
    """A field for an e-mail address."""
    return EmailField(lazy("E-mail address"), [one_address], render_kw={**PLAIN, "autocomplete": autocomplete})


class BackForm(Form):
    """A form that remembers where one came from."""

    back = HiddenField()


class SignInForm(BackForm):
    """An address and its password."""

    email = email_field()
    password = PasswordField(
        lazy("Password"),
        [validators.Length(min=1, message=lazy("Enter your password, or have a code sent to you instead."))],
        render_kw={"autocomplete": "current-password"},
    )


class EmailForm(BackForm):
    """An address to which a code shall be sent."""

    email = email_field()


class JoinForm(BackForm):
    """Who somebody is, and by which address they will sign in."""

    name = StringField(
        lazy("Name"),
        [a_name],
        description=lazy("Others see it beside what you write. It need not be the one in your passport."),
        render_kw={"autocomplete": "name", "maxlength": NAME_LENGTH},
    )
    email = email_field()
    password = PasswordField(
        lazy("Password (optional)"),
        [validators.Optional(strip_whitespace=False), strong],
        description=lazy(
            "At least %(least)s characters. Without one, you sign in by a code that we send to your address each time.",
            least=LEAST,
        ),
        render_kw={"autocomplete": "new-password", "maxlength": MOST},
    )


def new_password(label: str) -> PasswordField:
    """A field for a password to be."""
    return PasswordField(
        label,
        [strong],
        description=lazy("At least %(least)s characters. A few words in a row are easy to remember.", least=LEAST),
        render_kw={"autocomplete": "new-password", "maxlength": MOST},
    )


class CodeForm(Form):
    """A code that came by mail."""

    code = StringField(
        lazy("Code"),
        [validators.Length(min=1, max=100, message=lazy("Enter the code from the mail: eight letters and digits."))],
        description=lazy(
            "Eight letters and digits, such as ABCD-2345. Large or small letters and the dash do not matter."
        ),
        render_kw={**PLAIN, "autocomplete": "one-time-code", "maxlength": 20},
    )


class NameForm(Form):
    """The name that others see, and the language of pages and mails."""

    name = StringField(
        lazy("Name"),
        [a_name],
        description=lazy("Others see it beside what you write, also beside what you wrote before."),
        render_kw={"autocomplete": "name", "maxlength": NAME_LENGTH},
    )
    language = SelectField(lazy("Language of pages and mails"), id="own-language")


class ConfirmingForm(Form):
    """A form that asks once more for the password."""

    current = PasswordField(
        lazy("Your password"),
        [validators.Length(min=1, message=lazy("Enter your password, so that nobody else changes this."))],
        render_kw={"autocomplete": "current-password"},
    )


class NewEmailForm(ConfirmingForm):
    """Another address for an account that has a password."""

    email = EmailField(lazy("New e-mail address"), [one_address], render_kw={**PLAIN, "autocomplete": "email"})


class ChangePasswordForm(ConfirmingForm):
    """Another password."""

    password = new_password(lazy("New password"))


class SecondForm(Form):
    """A code of an authenticator app, or a recovery code."""

    code = StringField(
        lazy("Code"),
        [validators.Length(min=1, max=100, message=lazy("Enter the six digits that your app shows."))],
        description=lazy("Six digits from your authenticator app, or one of your recovery codes."),
        render_kw={**PLAIN, "autocomplete": "one-time-code", "maxlength": 20},
    )


class SetSecondForm(Form):
    """The first code of an authenticator app, and the sealed secret that it is made of."""

    secret = HiddenField()
    code = StringField(
        lazy("Code"),
        description=lazy("The six digits that the app shows for this site."),
        render_kw={**PLAIN, "autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 20},
    )


class PasskeyForm(BackForm):
    """What a browser answers when somebody uses a key."""

    key = HiddenField(validators=[validators.Length(min=1, max=100)])
    credential = HiddenField(validators=[validators.Length(min=1, max=20_000)])


class PasskeyNameForm(Form):
    """A key that the browser has made, and what its owner calls it."""

    name = StringField(
        lazy("Name of the passkey"),
        [a_name],
        description=lazy("So that you know later which device it is on."),
        render_kw={"maxlength": 100, "autocomplete": "off"},
    )
    key = HiddenField(validators=[validators.Length(min=1, max=100)])
    credential = HiddenField(validators=[validators.Length(min=1, max=20_000)])


class NewPasswordForm(CodeForm):
    """A code that came by mail, and the password to come."""

    password = new_password(lazy("New password"))
