"""The migrations and the models tell one story, on both databases, up and down."""

from __future__ import annotations

import re
from pathlib import Path

import flask_migrate
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from community.extensions import Base, db
from community.factory import MIGRATIONS


def differences() -> list:
    """What an upgraded database has otherwise than the models."""
    options = {"compare_type": True, "compare_server_default": True}
    found = compare_metadata(MigrationContext.configure(db.session.connection(), opts=options), Base.metadata)
    db.session.rollback()
    return found


def test_the_upgraded_schema_equals_the_models(app):
    assert differences() == []


def test_down_to_nothing_and_up_again(own_app):
    with own_app.app_context():
        flask_migrate.downgrade(revision="base")
        assert inspect(db.engine).get_table_names() == ["alembic_version"]
        flask_migrate.upgrade()
        assert differences() == []


def test_upgrading_again_changes_nothing(own_app):
    with own_app.app_context():
        flask_migrate.upgrade()
        assert differences() == []


def test_migrations_are_numbered_in_one_chain():
    script = ScriptDirectory(str(MIGRATIONS))
    revisions = [revision.revision for revision in script.walk_revisions()][::-1]
    assert revisions == [f"{number:04}" for number in range(1, len(revisions) + 1)]
    for revision in script.walk_revisions():
        assert re.fullmatch(rf"{revision.revision}_[a-z0-9_]+\.py", Path(revision.path).name)
        assert revision.doc, f"{revision.path} does not say why"
