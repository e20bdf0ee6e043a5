"""A test client that behaves like a browser on the site's own pages."""

from __future__ import annotations

import contextvars
from typing import Any

from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from community.extensions import db


class Client(FlaskClient):
    """Sends what browsers send, and sees what the test has made, in a context of its own."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context():
            db.session.commit()
        # The test's own context would lend its session, language and person to the request.
        return contextvars.Context().run(self._open, *args, **kwargs)

    def _open(self, *args: Any, **kwargs: Any) -> TestResponse:
        return super().open(*args, **kwargs)

    def sign_in(self, person_id: int) -> None:
        """Be this person from now on."""
        with self.session_transaction() as session:
            session["_user_id"] = str(person_id)
            session["_fresh"] = True
