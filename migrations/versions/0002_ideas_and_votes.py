"""Ideas with their status history, the votes on them, and the counts that lists need."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATUSES = ("open", "under_review", "planned", "in_progress", "done", "declined", "merged")
CHOICES = ("support", "oppose", "pass")


def words(name: str, *allowed: str) -> sa.Enum:
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=20)


def instant() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "idea",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("external_id", sa.String(200), nullable=False, unique=True),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("lead", sa.String(200), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("direction", sa.String(3), nullable=False),
        sa.Column("place_id", sa.Integer(), sa.ForeignKey("place.id"), nullable=False),
        sa.Column("author_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("status", words("status", *STATUSES), nullable=False),
        sa.Column("created_at", instant()),
        sa.Column("listed_at", instant(), nullable=False),
        sa.Column("recorded_at", instant(), nullable=False),
        sa.Column("tally", sa.Integer()),
        sa.Column("support_count", sa.Integer(), nullable=False),
        sa.Column("oppose_count", sa.Integer(), nullable=False),
        sa.Column("pass_count", sa.Integer(), nullable=False),
        sa.Column("contested", sa.Double(), nullable=False),
        sa.Column("share_low", sa.Double(), nullable=False),
        sa.Column("lot", sa.Integer(), nullable=False),
        # Last, for SQLite walks over what stands before a column: a list would read every long text.
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
    )
    for columns in (
        ["place_id", "status"],
        ["status"],
        ["author_id"],
        ["listed_at", "id", "place_id", "status"],
        ["support_count", "id", "place_id", "status"],
        ["contested", "id", "place_id", "status"],
        ["share_low", "id", "place_id", "status"],
        ["lot", "id", "place_id", "status"],
    ):
        op.create_index("ix_idea_" + "_".join(columns), "idea", columns)

    op.create_table(
        "idea_status_change",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("idea_id", sa.Integer(), sa.ForeignKey("idea.id"), nullable=False),
        sa.Column("status", words("status", *STATUSES), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("changed_at", instant(), nullable=False),
    )
    op.create_index("ix_idea_status_change_idea_id_id", "idea_status_change", ["idea_id", "id"])

    op.create_table(
        "vote",
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("idea_id", sa.Integer(), sa.ForeignKey("idea.id"), primary_key=True),
        sa.Column("choice", words("choice", *CHOICES), nullable=False),
        sa.Column("created_at", instant()),
        sa.Column("changed_at", instant()),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_vote_idea_id_choice", "vote", ["idea_id", "choice"])

    op.create_table(
        "idea_count",
        sa.Column("place_id", sa.Integer(), sa.ForeignKey("place.id"), primary_key=True),
        sa.Column("status", words("status", *STATUSES), primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    for table in ("idea_count", "vote", "idea_status_change", "idea"):
        op.drop_table(table)
