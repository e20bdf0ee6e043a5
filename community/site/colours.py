"""Whether a colour can be read on the site's paper, and which one stands in for it in the dark."""

from __future__ import annotations

import colorsys
import re

__all__ = ["LEAST", "contrast", "dark_accent", "is_colour"]

PAPER, NIGHT, WHITE = "#faf7ef", "#1a1815", "#ffffff"
LEAST = 4.5
"""The contrast that text needs at least: WCAG 2.2, success criterion 1.4.3."""


def is_colour(text: str) -> bool:
    """Say whether `text` is a colour as in #0b5557."""
    return bool(re.fullmatch("#[0-9a-fA-F]{6}", text))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(colour: str) -> bool:
    """Say whether links in this colour can be read on paper, and white words on buttons of it."""
    return min(contrast(colour, PAPER), contrast(colour, WHITE)) >= LEAST


def dark_accent(colour: str) -> str:
    """Return the same hue, as light as it must be to be read at night."""
    hue, light, saturation = colorsys.rgb_to_hls(*_parts(colour))
    for step in range(101):
        tried = _hex(colorsys.hls_to_rgb(hue, light + (1 - light) * step / 100, min(saturation, 0.6)))
        if contrast(tried, NIGHT) >= 7:
            return tried
    return WHITE


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(parts: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def _luminance(colour: str) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
