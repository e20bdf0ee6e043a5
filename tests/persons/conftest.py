"""The town of the tests of moderation, with an imported idea in it."""

from __future__ import annotations

from tests.moderation.conftest import town

__all__ = ["town"]
