"""The mails that a test has caused."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import select

from community.extensions import db
from community.platform.mail.models import OutgoingMail


@dataclass(frozen=True)
class Mail:
    """What somebody gets."""

    to: str
    kind: str
    subject: str
    text: str

    @property
    def code(self) -> str:
        """The code in it, as it is shown."""
        return re.search(r"^    ([A-Z2-9]{4}-[A-Z2-9]{4})$", self.text, re.MULTILINE)[1]

    @property
    def link(self) -> str:
        """The first address in it."""
        return re.search(r"https?://\S+", self.text)[0]


def mails() -> list[Mail]:
    """Return all, oldest first."""
    row = OutgoingMail
    return [
        Mail(*each)
        for each in db.session.execute(select(row.to_address, row.kind, row.subject, row.text).order_by(row.id))
    ]


def last_mail() -> Mail:
    """Return the one that was written last."""
    return mails()[-1]
