"""What a browser says of itself, in words."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Device", "device_of"]

# The first that fits: most browsers claim to be others too.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


class Device(NamedTuple):
    """A browser and what it runs on; either may not be known."""

    browser: str | None
    system: str | None


def device_of(user_agent: str) -> Device:
    """Return the browser and the system that a User-Agent header names."""
    return Device(
        next((word for mark, word in _BROWSERS if mark in user_agent), None),
        next((word for mark, word in _SYSTEMS if mark in user_agent), None),
    )
