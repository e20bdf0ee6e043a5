"""Somebody leaves: what they were told and wished to hear goes with them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete

from community.notifications.models import Follow, Notification, Preference
from community.platform.database import execute

__all__ = ["forget_told"]


def forget_told(person_ids: Collection[int]) -> None:
    """Remove what these persons were told, follow and prefer; how many were told of something stays as it was."""
    for kind in (Notification, Follow, Preference):
        execute(delete(kind).where(kind.person_id.in_(person_ids)))
