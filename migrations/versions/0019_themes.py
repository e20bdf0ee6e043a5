"""Moderators gather ideas into themes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
GATHERED = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "theme",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("external_id", sa.String(200), nullable=False, unique=True),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("lead", sa.String(200), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("direction", sa.String(3), nullable=False),
        sa.Column("place_id", sa.Integer(), sa.ForeignKey("place.id"), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("created_at", INSTANT),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("published_at", INSTANT),
        sa.Column("withdrawn_at", INSTANT),
        sa.Column("listed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("listed_at", INSTANT, nullable=False),
        sa.Column("idea_count", sa.Integer(), nullable=False),
        sa.Column("vote_count", sa.Integer(), nullable=False),
        sa.Column("people_count", sa.Integer(), nullable=False),
        sa.Column("counted_at", INSTANT),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.CheckConstraint("listed = (published_at IS NOT NULL AND withdrawn_at IS NULL)", name="listed"),
    )
    op.create_index("ix_theme_listed_listed_at_id_place_id", "theme", ["listed", "listed_at", "id", "place_id"])
    op.create_index("ix_theme_listed_people_count_id_place_id", "theme", ["listed", "people_count", "id", "place_id"])
    op.create_index("ix_theme_person_id", "theme", ["person_id"])
    op.create_index("ix_theme_place_id", "theme", ["place_id"])
    op.create_table(
        "theme_version",
        sa.Column("theme_id", sa.Integer(), sa.ForeignKey("theme.id"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("written_at", INSTANT),
    )
    op.create_index("ix_theme_version_person_id", "theme_version", ["person_id"])
    op.create_table(
        "theme_idea",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("theme_id", sa.Integer(), sa.ForeignKey("theme.id"), nullable=False),
        sa.Column("idea_id", sa.Integer(), sa.ForeignKey("idea.id"), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("added_by", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("ended_at", INSTANT),
        sa.Column("ended_by", sa.Integer(), sa.ForeignKey("person.id")),
    )
    op.create_index("ix_theme_idea_added_by", "theme_idea", ["added_by"])
    op.create_index("ix_theme_idea_ended_by", "theme_idea", ["ended_by"])
    op.create_index("ix_theme_idea_idea_id", "theme_idea", ["idea_id"])
    op.create_index(
        "uq_theme_idea_gathered",
        "theme_idea",
        ["theme_id", "idea_id"],
        unique=True,
        sqlite_where=GATHERED,
        postgresql_where=GATHERED,
    )


def downgrade() -> None:
    for table in ("theme_idea", "theme_version", "theme"):
        op.drop_table(table)
