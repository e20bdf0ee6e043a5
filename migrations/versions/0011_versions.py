"""Whoever edits an idea leaves what it said before for everybody to read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("idea", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.create_table(
        "idea_version",
        sa.Column("idea_id", sa.Integer(), sa.ForeignKey("idea.id"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("written_at", sa.DateTime(timezone=True)),
        sa.Column("vote_count", sa.Integer(), nullable=False),
    )
    op.create_index("ix_idea_version_person_id", "idea_version", ["person_id"])


def downgrade() -> None:
    op.drop_table("idea_version")
    op.drop_column("idea", "version")
