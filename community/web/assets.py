"""The built stylesheets, scripts, fonts and icons, by the names that templates use."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

__all__ = ["BUILT", "asset", "manifest"]

BUILT = Path(__file__).parent.parent / "static" / "dist"


_found: dict[str, str] = {}


def manifest() -> dict[str, str]:
    """Return the built name of each asset; empty before the first build, and looked for again until it is there."""
    if not _found:
        with suppress(FileNotFoundError):
            _found.update(json.loads((BUILT / "manifest.json").read_text(encoding="utf-8")))
    return _found


def asset(name: str) -> str:
    """Return the address of the asset that templates call `name`."""
    return f"/static/dist/{manifest().get(name, name)}"
