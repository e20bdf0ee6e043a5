"""Somebody leaves: what they answered stays counted, and nobody can tell that it was theirs."""

from __future__ import annotations

from collections.abc import Collection
from uuid import uuid4

from sqlalchemy import select, update

from community.accounts.operations import record_people
from community.confirmations.models import Confirmation
from community.extensions import db

__all__ = ["forget_answers"]


def forget_answers(people: Collection[int]) -> None:
    """Give each answer of these persons to a person of its own, of whom nothing is known, and remove its words."""
    rows = select(Confirmation.step_id, Confirmation.person_id).where(Confirmation.person_id.in_(people))
    found = db.session.execute(rows.order_by(Confirmation.step_id, Confirmation.person_id)).all()
    nobodies = record_people([uuid4().hex for _each in found]) if found else {}
    for (step_id, person_id), nobody in zip(found, nobodies.values(), strict=True):
        given = update(Confirmation).where(Confirmation.step_id == step_id, Confirmation.person_id == person_id)
        db.session.execute(given.values(person_id=nobody, said=""))
