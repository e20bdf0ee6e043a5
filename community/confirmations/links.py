"""The address where one person answers about one delivery, without signing in: nobody can make one up."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from hmac import compare_digest

from community.platform.keyed import keyed_hash

__all__ = ["question_path", "read_key"]

_KEY = re.compile(r"([1-9][0-9]{0,9})-([1-9][0-9]{0,9})-([A-Za-z0-9_-]{22})", re.ASCII)


def question_path(step_id: int, person_id: int) -> str:
    """Return the address of the page on which this person is asked about this delivery."""
    return f"/confirm/{step_id}-{person_id}-{_signed(step_id, person_id)}"


def read_key(key: str) -> tuple[int, int] | None:
    """Return the step and the person that a key names, or None when this site has not signed it."""
    found = _KEY.fullmatch(key)
    if found is None:
        return None
    step_id, person_id = int(found[1]), int(found[2])
    return (step_id, person_id) if compare_digest(found[3], _signed(step_id, person_id)) else None


def _signed(step_id: int, person_id: int) -> str:
    """Return 128 bits that follow from both and from the site's secret."""
    return urlsafe_b64encode(keyed_hash("confirm", f"{step_id} {person_id}")[:16]).decode().rstrip("=")
