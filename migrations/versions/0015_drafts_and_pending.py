"""People go on writing elsewhere, and what they sent before signing in waits for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
KINDS = ("vote", "idea", "edit")


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("place_id", sa.Integer(), sa.ForeignKey("place.id")),
        sa.Column("language", sa.String(35)),
        sa.Column("idea_id", sa.Integer(), sa.ForeignKey("idea.id")),
        sa.Column("version", sa.Integer()),
        sa.Column("saved_at", INSTANT, nullable=False),
    )
    op.create_index("ix_draft_idea_id", "draft", ["idea_id"])
    op.create_index("ix_draft_place_id", "draft", ["place_id"])
    kind = sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=20)
    op.create_table(
        "pending",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("kept_at", INSTANT, nullable=False),
        sa.UniqueConstraint("token_hash", "digest"),
    )
    op.create_index("ix_pending_kept_at", "pending", ["kept_at"])
    op.create_index("ix_pending_person_id", "pending", ["person_id"])


def downgrade() -> None:
    op.drop_table("pending")
    op.drop_table("draft")
