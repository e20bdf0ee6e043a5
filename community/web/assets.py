"""The built stylesheets, scripts, fonts and icons, by the names that templates use."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

__all__ = ["BUILT", "asset", "manifest"]

BUILT = Path(__file__).parent.parent / "static" / "dist"


@cache
def manifest() -> dict[str, str]:
    """Return the built name of each asset; empty before the first build."""
    try:
        names: dict[str, str] = json.loads((BUILT / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        manifest.cache_clear()
        return {}
    return names


def asset(name: str) -> str:
    """Return the address of the asset that templates call `name`."""
    return f"/static/dist/{manifest().get(name, name)}"
