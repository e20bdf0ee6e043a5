"""A person becomes known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import uuid4

from community.accounts.models import Person
from community.extensions import db
from community.platform.clock import now
from community.platform.exchange.bulk import Inserting, ids_of
from community.platform.text import legible

__all__ = ["record_people", "record_person"]

NAME_LENGTH = 200


def record_person(name: str | None = None, external_id: str | None = None) -> Person:
    """Note that this person exists; they have no account by that."""
    checked = legible(name, NAME_LENGTH) if name else None
    person = Person(external_id=external_id or uuid4().hex, name=checked, recorded_at=now())
    db.session.add(person)
    db.session.flush()
    return person


def record_people(external_ids: Sequence[str]) -> Mapping[str, int]:
    """Note that these people exist, those already known once only; return the id of each."""
    found = dict(ids_of(Person, external_ids))
    at = now()
    new = [each for each in external_ids if each not in found]
    if new:
        columns = ("external_id", "recorded_at")
        inserting = Inserting(Person.__table__, columns, lambda adding: adding.on_conflict_do_nothing())
        inserting.run([(each, at) for each in new])
        found.update(ids_of(Person, new))
    return found
