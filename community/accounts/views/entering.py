"""What all ways of signing in end with."""

from __future__ import annotations

from contextlib import suppress

from flask import Response, flash, make_response, redirect

from community.accounts import session
from community.accounts.operations import ask_for_second, end_sign_in
from community.accounts.views.limits import remember_device
from community.accounts.views.paths import own_path
from community.extensions import db
from community.platform.errors import Missing
from community.platform.guards import viewer

__all__ = ["enter"]


def enter(account_id: int, email: str, back: str | None, said: str, *, second_factor: bool = False) -> Response:
    """Sign in on this device, commit, and go on to where one came from; ask for a second factor if there is one."""
    if not second_factor:
        key = ask_for_second(account_id, back=own_path(back), said=said)
        if key:
            db.session.commit()
            return make_response(redirect(f"/sign-in/second/{key}", 303))
    before = viewer()
    if before:
        with suppress(Missing):  # a new password has ended it already
            end_sign_in(before.account_id, before.sign_in_id)
    session.start(account_id, second_factor=second_factor)
    db.session.commit()
    flash(said)
    response = make_response(redirect(own_path(back), 303))
    remember_device(response, email)
    return response
