"""Whoever flagged something may take that back while no moderator has decided; the row stays, ended."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

OPEN = sa.text("decision_id IS NULL AND taken_back_at IS NULL")
BEFORE = sa.text("decision_id IS NULL")


def upgrade() -> None:
    op.add_column("flag", sa.Column("taken_back_at", sa.DateTime(timezone=True)))
    _one_is(OPEN)


def downgrade() -> None:
    # The table as it was knows open and decided flags only: what was taken back would wait for a moderator again.
    op.execute("DELETE FROM flag WHERE taken_back_at IS NOT NULL")
    _one_is(BEFORE)
    op.drop_column("flag", "taken_back_at")


def _one_is(open_: sa.TextClause) -> None:
    """Let one person have one flag on one thing that is open."""
    columns = ["kind", "thing_id", "person_id"]
    op.drop_index("uq_flag_open", "flag")
    op.create_index("uq_flag_open", "flag", columns, unique=True, sqlite_where=open_, postgresql_where=open_)
