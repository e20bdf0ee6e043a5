"""What follows from a commitment's steps is a cache on its row: finding those that are wrong, and mending them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from community.extensions import db
from community.platform.clock import now, site_zone
from community.tracker.models import Commitment
from community.tracker.operations.led import lock_commitment
from community.tracker.operations.recount import Difference
from community.tracker.operations.restate import ask_after, restate, standing_steps
from community.tracker.standing import standing

__all__ = ["wrong_standing"]

CHUNK = 200
BY_TIME = ("signal", "signal_until")


def wrong_standing(repair: bool = False) -> Iterator[Difference]:
    """Yield each listed commitment whose row says something else than its steps; put it right if asked.

    A signal that only time has changed is not wrong: the worker renews it within a minute.
    """
    last = 0
    rows = select(Commitment).where(Commitment.listed).order_by(Commitment.id).limit(CHUNK)
    while found := db.session.scalars(rows.where(Commitment.id > last)).all():
        last = found[-1].id
        for commitment in found:
            stored, right = _differences(commitment)
            if right and repair:
                restate(lock_commitment(commitment.id))
            if right:
                yield commitment.external_id, stored, right
        if not repair:
            db.session.expunge_all()


def _differences(commitment: Commitment) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return those columns that differ: as they are stored, and as they should be."""
    steps = standing_steps(commitment.id)
    if not steps:
        return {"steps": 0}, {"steps": 1}
    at = now()
    over = commitment.signal_until is not None and commitment.signal_until <= at
    columns = standing(steps, site_zone(), at, ask_after()).columns()
    right = {
        name: value
        for name, value in columns.items()
        if getattr(commitment, name) != value and not (over and name in BY_TIME)
    }
    return {name: getattr(commitment, name) for name in right}, right
