"""A test client that behaves like a browser on the site's own pages."""

from __future__ import annotations

import contextvars
from contextlib import nullcontext
from typing import Any

from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from community.accounts.operations import begin_sign_in, open_account
from community.accounts.queries import account_of
from community.extensions import db


class Client(FlaskClient):
    """Sends what browsers send, and sees what the test has made, in a context of its own."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context():
            db.session.commit()
        kwargs.setdefault("buffered", True)  # whoever asks takes the answer to its end
        # The test's own context would lend its session, language and person to the request.
        return contextvars.Context().run(self._open, *args, **kwargs)

    def _open(self, *args: Any, **kwargs: Any) -> TestResponse:
        return super().open(*args, **kwargs)

    def sign_in(self, person_id: int, *, second_factor: bool = True) -> None:
        """Be this person from now on; who has no account gets one."""
        context = nullcontext() if has_app_context() else self.application.app_context()
        with context:
            account_id = account_of(person_id) or open_account(person_id, f"person-{person_id}@example.org").id
            token = begin_sign_in(account_id, "A test", second_factor=second_factor)
            db.session.commit()
        self.carry(token)

    def carry(self, token: str) -> None:
        """Have this token in the session cookie."""
        with self.session_transaction() as session:
            session["_user_id"] = token
            session["_fresh"] = True
