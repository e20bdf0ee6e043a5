"""Who was erased, as a file that is kept beside the backups; it names nobody."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from sqlalchemy import select

from community.extensions import db
from community.leaving.models import Erasure
from community.platform.errors import Unclear
from community.platform.keyed import keyed_hash
from community.platform.text import _

__all__ = ["Erasures", "known_erasures", "read_erasures", "write_erasures"]

Erasures = Mapping[bytes, bool]
"""By the keyed hash of the external id somebody had, whether their words are kept."""


def known_erasures() -> Erasures:
    """Return all that the database knows of; of who was erased twice, what removed more counts."""
    return _united(db.session.execute(select(Erasure.external_id_hash, Erasure.keeps_words)))


def read_erasures(path: Path) -> Erasures:
    """Return what stands in the file; raise Unclear when that is no such file, or one of another site's."""
    try:
        content = json.loads(path.read_bytes())
        key, rows = content["key"], [(bytes.fromhex(who), bool(keeps)) for who, keeps in content["erased"]]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Unclear(_("%(file)s is no file that flask erasures export has written.", file=path)) from error
    if key != _mark():
        raise Unclear(_("%(file)s was written with another SECRET_KEY: nobody can be found by it.", file=path))
    return _united(rows)


def write_erasures(path: Path, erasures: Erasures) -> None:
    """Write the file whole or not at all, for nobody else on the machine to read. Raises OSError."""
    rows = sorted((who.hex(), keeps) for who, keeps in erasures.items())
    fresh = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump({"key": _mark(), "erased": rows}, file, indent=0)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _united(rows: Iterable[tuple[bytes, bool]]) -> Erasures:
    united: dict[bytes, bool] = {}
    for who, keeps_words in rows:
        united[bytes(who)] = united.get(bytes(who), True) and keeps_words
    return united


def _mark() -> str:
    """Return by what one can tell whether a file was written with this site's key."""
    return keyed_hash("erasures", "").hex()
