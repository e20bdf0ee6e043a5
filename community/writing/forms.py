"""What may be typed where people write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import Form, SelectField, ValidationError

from community.platform.address import MOST_ID
from community.platform.errors import Missing, Unclear
from community.platform.text import _, lazy
from community.writing.operations.words import checked_body, checked_title

__all__ = ["KEY_LENGTH", "OVER", "chosen_place", "fits", "lines", "offer_languages", "spelled_id", "titled"]

KEY_LENGTH = 64
OVER = lazy("%(over)s letters too many")


def lines(text: str | None) -> str:
    """Return what was typed with plain ends of lines: forms send them as two characters, and people count one."""
    return (text or "").replace("\r\n", "\n")


def titled(_form: Form, field: Any) -> None:
    """Refuse what is no title."""
    try:
        checked_title(field.data)
    except Unclear as unclear:
        raise ValidationError(unclear.sentence) from unclear


def fits(_form: Form, field: Any) -> None:
    """Refuse a text that is too long or cannot be stored."""
    try:
        checked_body(field.data)
    except Unclear as unclear:
        raise ValidationError(unclear.sentence) from unclear


def spelled_id(digits: str | None) -> int | None:
    """Return the id that these digits spell, if there can be one."""
    sensible = digits and digits.isascii() and digits.isdigit() and len(digits) < 11 and 0 < int(digits) <= MOST_ID
    return int(digits) if digits and sensible else None


def chosen_place(digits: str | None) -> int:
    """Return the id of the place that was chosen; raise Missing when that is no number of a place."""
    place_id = spelled_id(digits)
    if place_id is None:
        raise Missing(_("There is no such place."))
    return place_id


def offer_languages(field: SelectField, codes: Sequence[str], usual: str) -> None:
    """Let one choose among these languages; `usual` is chosen to begin with."""
    field.choices = [(code, code) for code in codes]
    if field.data not in codes:
        field.data = usual if usual in codes else codes[0]
