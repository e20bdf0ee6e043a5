"""An idea can answer an issue: a link, dated, that can be taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "idea_issue",
        sa.Column("idea_id", sa.Integer(), sa.ForeignKey("idea.id"), primary_key=True),
        sa.Column("issue_id", sa.Integer(), sa.ForeignKey("issue.id"), primary_key=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("linked_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
    )
    op.create_index("ix_idea_issue_issue_id", "idea_issue", ["issue_id"])
    op.create_index("ix_idea_issue_person_id", "idea_issue", ["person_id"])


def downgrade() -> None:
    op.drop_table("idea_issue")
