"""Comments: what is said under issues, ideas, themes and commitments, in two levels."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
THINGS = ("issue", "idea", "theme", "commitment")
SIDES = ("for", "against", "neutral")


def _words(name: str, *allowed: str) -> sa.Enum:
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=20)


def upgrade() -> None:
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("external_id", sa.String(200), nullable=False, unique=True),
        sa.Column("thing", _words("thing", *THINGS), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), sa.ForeignKey("comment.id")),
        sa.Column("side", _words("side", *SIDES), nullable=False),
        sa.Column("author_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("lead", sa.String(200), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("direction", sa.String(3), nullable=False),
        sa.Column("created_at", INSTANT),
        sa.Column("listed_at", INSTANT, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("withdrawn_at", INSTANT),
        sa.Column("hidden_at", INSTANT),
        sa.Column("reply_count", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("version", sa.Integer(), nullable=False, server_default=sa.text("1")),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.CheckConstraint("listed = (withdrawn_at IS NULL AND hidden_at IS NULL)", name="listed"),
    )
    for columns in (
        ["thing", "thing_id", "parent_id", "listed_at", "id"],
        ["thing", "thing_id", "parent_id", "side", "listed_at", "id"],
        ["thing", "thing_id", "listed", "side", "parent_id"],
        ["parent_id", "listed_at", "id"],
        ["author_id", "id"],
    ):
        op.create_index("ix_comment_" + "_".join(columns), "comment", columns)
    op.create_table(
        "comment_version",
        sa.Column("comment_id", sa.Integer(), sa.ForeignKey("comment.id"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("written_at", INSTANT),
    )
    op.create_index("ix_comment_version_person_id", "comment_version", ["person_id"])


def downgrade() -> None:
    for table in ("comment_version", "comment"):
        op.drop_table(table)
