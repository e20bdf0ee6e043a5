"""The one place that asks what time it is."""

from __future__ import annotations

from datetime import UTC, datetime

__all__ = ["now"]


def now() -> datetime:
    """Return this instant, aware, in UTC."""
    return datetime.now(UTC)
