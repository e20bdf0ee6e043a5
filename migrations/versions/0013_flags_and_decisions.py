"""What breaks the rules is flagged, moderators decide on it, and whoever wrote it may appeal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
KINDS = ("idea",)
REASONS = ("rules", "personal", "attack", "spam", "other")
ACTS = ("dismiss", "hide", "restore", "warn", "pause", "uphold", "overturn")
OPEN = sa.text("decision_id IS NULL")


def words(name: str, *allowed: str) -> sa.Enum:
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=20)


def upgrade() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", words("kind", *KINDS), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), sa.ForeignKey("place.id"), nullable=False),
        sa.Column("act", words("act", *ACTS), nullable=False),
        sa.Column("rule", sa.Integer()),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("public_sentence", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("author_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("decided_at", INSTANT, nullable=False),
        sa.Column("until", INSTANT),
        sa.Column("until_before", INSTANT),
        sa.Column("about_id", sa.Integer(), sa.ForeignKey("decision.id")),
    )
    op.create_index("ix_decision_kind_thing_id_id", "decision", ["kind", "thing_id", "id"])
    op.create_index("ix_decision_author_id_id", "decision", ["author_id", "id"])
    op.create_index("ix_decision_place_id_id", "decision", ["place_id", "id"])
    op.create_index("ix_decision_about_id", "decision", ["about_id"])
    op.create_table(
        "flag",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", words("kind", *KINDS), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("reason", words("reason", *REASONS), nullable=False),
        sa.Column("said", sa.String(1000)),
        sa.Column("flagged_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("decision_id", sa.Integer(), sa.ForeignKey("decision.id")),
    )
    op.create_index(
        "uq_flag_open",
        "flag",
        ["kind", "thing_id", "person_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index("ix_flag_person_id", "flag", ["person_id"])
    op.create_index("ix_flag_kind_thing_id", "flag", ["kind", "thing_id"])
    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("decision_id", sa.Integer(), sa.ForeignKey("decision.id"), nullable=False, unique=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("appealed_at", INSTANT, nullable=False),
        sa.Column("answer_id", sa.Integer(), sa.ForeignKey("decision.id")),
    )
    op.create_index("ix_appeal_answer_id", "appeal", ["answer_id"])


def downgrade() -> None:
    for table in ("appeal", "flag", "decision"):
        op.drop_table(table)
