"""Whoever asked is asked back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
ANSWERS = ("yes", "partly", "no")


def words(name: str, *allowed: str) -> sa.Enum:
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=20)


def upgrade() -> None:
    op.create_table(
        "confirmation",
        sa.Column("step_id", sa.Integer(), sa.ForeignKey("step.id"), primary_key=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("commitment_id", sa.Integer(), sa.ForeignKey("commitment.id"), nullable=False),
        sa.Column("answer", words("answer", *ANSWERS), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("answered_at", INSTANT, nullable=False),
    )
    op.create_index("ix_confirmation_commitment_id_answered_at", "confirmation", ["commitment_id", "answered_at"])
    op.create_index("ix_confirmation_person_id", "confirmation", ["person_id"])


def downgrade() -> None:
    for table in ("confirmation",):
        op.drop_table(table)
