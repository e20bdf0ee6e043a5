"""Somebody says that they are the imported person who wrote an idea, and a moderator answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
WAITS = sa.text("answered_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("claimant_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("idea_id", sa.Integer(), sa.ForeignKey("idea.id"), nullable=False),
        sa.Column("place_id", sa.Integer(), sa.ForeignKey("place.id"), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("claimed_at", INSTANT, nullable=False),
        sa.Column("answered_by", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("answered_at", INSTANT),
        sa.Column("answer", sa.Text()),
        sa.Column("join_id", sa.Integer(), sa.ForeignKey("person_join.id")),
    )
    here = {"sqlite_where": WAITS, "postgresql_where": WAITS}
    op.create_index("uq_claim_waits", "claim", ["person_id", "claimant_id"], unique=True, **here)
    op.create_index("ix_claim_waits", "claim", ["place_id", "claimed_at", "id"], **here)
    op.create_index("ix_claim_claimant_id_id", "claim", ["claimant_id", "id"])
    op.create_index("ix_claim_join_id", "claim", ["join_id"])


def downgrade() -> None:
    op.drop_table("claim")
