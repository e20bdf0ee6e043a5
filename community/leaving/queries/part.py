"""What a part of somebody's data is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select

__all__ = ["Parts"]

Parts = Mapping[str, tuple[bool, Select[*tuple[Any, ...]]]]
"""By name, whether there can be many rows of it, and the statement that selects them."""
