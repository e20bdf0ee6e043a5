"""What may be typed about ideas."""

from __future__ import annotations

from wtforms import Form, StringField, validators

from community.ideas.models import Choice
from community.platform.text import lazy

__all__ = ["VoteForm"]

WITHDRAW = "withdraw"


class VoteForm(Form):
    """One of the three choices, or taking the vote back."""

    choice = StringField(
        lazy("Your vote"),
        [validators.AnyOf([*Choice, WITHDRAW], message=lazy("Choose support, oppose or pass."))],
    )
