"""Mails to test with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from community.extensions import db
from community.platform.mail.jobs import drain
from community.platform.mail.models import OutgoingMail
from community.platform.mail.operations import post_mail


def post(to: str = "ada@example.org", subject: str = "Hello", text: str = "Good day.\n", **more: Any) -> int | None:
    """Post one mail in the transaction that is open."""
    return post_mail(to, subject, text, **{"kind": "test", "language": "en", **more})


def posted(app: Flask, number: int) -> list[str]:
    """Post so many mails and commit; return their subjects."""
    subjects = [f"Mail {each}" for each in range(number)]
    with app.app_context():
        for subject in subjects:
            post(subject=subject)
        db.session.commit()
    return subjects


def drained(app: Flask) -> int:
    """Send what is due, as the worker does."""
    with app.app_context():
        return drain()


def mails(app: Flask) -> Sequence[Any]:
    """Return every mail as it stands in the database."""
    with app.app_context():
        return db.session.execute(select(OutgoingMail.__table__).order_by(OutgoingMail.id)).all()


def change(app: Flask, **values: object) -> None:
    """Change every mail, as the passing of time would."""
    with app.app_context():
        db.session.execute(update(OutgoingMail).values(**values))
        db.session.commit()
