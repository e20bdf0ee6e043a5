"""The last entry of each day is signed by the site, so that whoever kept it can show it later."""

from __future__ import annotations

from sqlalchemy import insert as plain_insert

from community.platform.database import execute
from community.record.keys import public_key, sign
from community.record.models import RecordHead
from community.record.operations.lock import is_mine
from community.record.queries import list_unsigned

__all__ = ["sign_heads"]


def sign_heads() -> int:
    """Sign the last entry of every day that has ended and had any; return of how many days that was."""
    if not is_mine():
        return 0
    rows = [
        {
            "day": head.day,
            "number": head.number,
            "signature": sign(head.signed),
            "public_key": public_key(),
        }
        for head in list_unsigned()
    ]
    for row in rows:
        execute(plain_insert(RecordHead).values(row))
    return len(rows)
