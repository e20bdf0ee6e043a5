"""The migrations and the models tell one story, on both databases, up and down."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from community.extensions import Base, db
from community.factory import MIGRATIONS
from community.ideas.models import Status
from community.ideas.operations import set_status
from community.ideas.operations.status import record_statuses
from tests.factories import make_idea, make_person
from tests.harness.databases import only_sqlite


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


def test_what_imports_wrote_for_a_reason_becomes_none(own_app):
    def reasons() -> list[str]:
        with db.engine.connect() as connection:
            return list(connection.scalars(text("SELECT reason FROM idea_status_change ORDER BY id")))

    with own_app.app_context():
        imported, decided = make_idea(status=Status.PLANNED), make_idea(status=Status.DONE)
        record_statuses({imported.id: Status.DONE})
        set_status(make_person(), decided, Status.DECLINED, "This is the status that was imported.")
        db.session.commit()
        before = reasons()
        flask_migrate.downgrade(revision="0005")
        said = reasons()
        flask_migrate.upgrade()
        after = reasons()
    assert before == after == ["Made for a test", "Made for a test", "", "This is the status that was imported."]
    assert said[2] == said[3]


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


@only_sqlite
@pytest.mark.parametrize("revision", ["head", "no-such-revision"])
def test_an_upgrade_leaves_no_setting_of_its_own_behind(own_app, revision):
    with own_app.app_context():
        settings = ("PRAGMA foreign_keys", "PRAGMA busy_timeout")
        before = [db.session.execute(text(setting)).scalar_one() for setting in settings]
        db.session.remove()
        with suppress(SystemExit):  # how a failed command ends
            flask_migrate.upgrade(revision=revision)
        assert [db.session.execute(text(setting)).scalar_one() for setting in settings] == before
