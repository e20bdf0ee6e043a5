"""Whether every part of the site does its work."""

from __future__ import annotations

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from community.extensions import db
from community.web.assets import manifest

__all__ = ["is_upgraded", "problems"]


def problems() -> dict[str, str]:
    """Return each part that does not work and why, in words that give nothing away; empty when all do."""
    found = {}
    try:
        if not is_upgraded():
            found["database"] = "not upgraded to this version; run flask db upgrade"
    except SQLAlchemyError:
        found["database"] = "does not answer"
    if not manifest():
        found["assets"] = "not built; run make assets"
    return found


def is_upgraded() -> bool:
    """Say whether the database has the tables of this version; raise SQLAlchemyError when it does not answer."""
    have = set(MigrationContext.configure(db.session.connection()).get_current_heads())
    return have == set(ScriptDirectory(current_app.extensions["migrate"].directory).get_heads())
