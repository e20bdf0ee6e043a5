"""Run all outstanding migrations in one transaction, on one node at a time.

A node killed half-way leaves the database as it was; a second node waits, then finds nothing to do.
"""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, text

from community.extensions import Base, db

LOCK = 7_102_026
"""The number of PostgreSQL's advisory lock for upgrades of this site."""

WAIT_MS = 120_000


def run() -> None:
    """Upgrade or downgrade the site's database."""
    sqlite = db.engine.dialect.name == "sqlite"
    with db.engine.connect() as connection:
        if sqlite:
            # Both must be set before the transaction begins; rebuilding a table breaks its references for a moment.
            raw = connection.connection.driver_connection
            raw.execute(f"PRAGMA busy_timeout={WAIT_MS}")
            raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                _run_alone(connection, sqlite)
        finally:
            if sqlite:
                connection.invalidate()  # or whoever is lent it next would have these settings, too


def _run_alone(connection: Connection, sqlite: bool) -> None:
    if not sqlite:
        connection.execute(text(f"SET LOCAL lock_timeout = {WAIT_MS}"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        transactional_ddl=True,
        compare_type=True,
    )
    context.run_migrations()
    if sqlite:
        broken = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
        if broken:
            raise RuntimeError(f"the upgrade would leave {len(broken)} references to nothing")


run()
