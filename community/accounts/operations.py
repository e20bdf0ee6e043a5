"""What can happen to a person."""

from __future__ import annotations

from uuid import uuid4

from community.accounts.models import Person
from community.extensions import db
from community.platform.clock import now

__all__ = ["record_person"]


def record_person(name: str | None = None, external_id: str | None = None) -> Person:
    """Note that this person exists; they have no account by that."""
    person = Person(external_id=external_id or uuid4().hex, name=name, recorded_at=now())
    db.session.add(person)
    db.session.flush()
    return person
