"""Asking somebody who signed in long ago to do it again, before what they could be locked out by."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from community.accounts.queries import get_began
from community.platform.clock import now
from community.platform.guards import viewer
from community.platform.text import _

__all__ = ["is_fresh", "sign_in_again"]

FRESH = timedelta(minutes=15)


def is_fresh() -> bool:
    """Say whether the viewer signed in on this device a short while ago."""
    began = get_began(viewer().sign_in_id)
    return began is not None and began > now() - FRESH


def sign_in_again(back: str, why: str = "") -> ResponseReturnValue:
    """Lead to where one signs in, and from there to `back`; say why."""
    flash(why or _("This could lock you out. So show once more that it is you: sign in again."))
    return redirect(f"/sign-in?back={back}", 303)
