"""Which sign-in the browser's cookie names: the token of a row that can be ended from anywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request
from flask_login import UserMixin, login_user, logout_user

from community.accounts.operations import begin_sign_in

__all__ = ["SignedIn", "begun", "start", "stop"]

begun: list[Callable[[str], None]] = []
"""Called with the token of each sign-in as it begins, in its transaction: what waited for it is done then."""


class SignedIn(UserMixin):
    """What flask-login keeps of whoever is signed in; the viewer is known from the next request on."""

    def __init__(self, token: str, viewer: Any = None) -> None:
        self.token = token
        self.viewer = viewer

    def get_id(self) -> str:
        return self.token


def start(account_id: int, *, second_factor: bool = False) -> None:
    """Sign the account in on the device that asks."""
    device = request.headers.get("User-Agent", "")
    token = begin_sign_in(account_id, device, second_factor=second_factor)
    login_user(SignedIn(token))
    for follow in begun:
        follow(token)


def stop() -> None:
    """Forget on this device who was signed in."""
    logout_user()
