"""Leaders promise, in public, and every step is kept; so is every “no”."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
STATUSES = ("planned", "in_progress", "delivered", "stopped")
SIGNALS = ("on_track", "at_risk", "late", "silent", "delivered", "confirmed", "disputed", "stopped")
KINDS = ("made", "answers", "update", "moved", "delivered", "stopped")
ANSWERS = sa.text("ended_at IS NULL")
ANSWERS_THEME = sa.text("ended_at IS NULL")


def words(name: str, *allowed: str) -> sa.Enum:
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=20)


def upgrade() -> None:
    op.create_table(
        "commitment",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("external_id", sa.String(200), nullable=False, unique=True),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("lead", sa.String(200), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("direction", sa.String(3), nullable=False),
        sa.Column("place_id", sa.Integer(), sa.ForeignKey("place.id"), nullable=False),
        sa.Column("owner_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("owner_name", sa.String(200)),
        sa.Column("measure", sa.String(500)),
        sa.Column("cost", sa.String(100)),
        sa.Column("created_at", INSTANT),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_at", INSTANT),
        sa.Column("listed", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("listed_at", INSTANT, nullable=False),
        sa.Column("status", words("status", *STATUSES), nullable=False),
        sa.Column("due_on", sa.Date()),
        sa.Column("sooner_at", INSTANT, nullable=False),
        sa.Column("first_due_on", sa.Date()),
        sa.Column("first_due_at", INSTANT),
        sa.Column("moved_count", sa.Integer(), nullable=False),
        sa.Column("next_step", sa.String(300)),
        sa.Column("next_on", sa.Date()),
        sa.Column("news_at", INSTANT),
        sa.Column("begun_at", INSTANT),
        sa.Column("delivered_at", INSTANT),
        sa.Column("stopped_at", INSTANT),
        sa.Column("ask_at", INSTANT),
        sa.Column("asked_count", sa.Integer(), nullable=False),
        sa.Column("yes_count", sa.Integer(), nullable=False),
        sa.Column("partly_count", sa.Integer(), nullable=False),
        sa.Column("no_count", sa.Integer(), nullable=False),
        sa.Column("theme_count", sa.Integer(), nullable=False),
        sa.Column("idea_count", sa.Integer(), nullable=False),
        sa.Column("place_count", sa.Integer(), nullable=False),
        sa.Column("people_count", sa.Integer(), nullable=False),
        sa.Column("tally", sa.Integer()),
        sa.Column("said_at", INSTANT),
        sa.Column("signal", words("signal", *SIGNALS), nullable=False),
        sa.Column("signal_until", INSTANT),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.CheckConstraint("listed = (withdrawn_at IS NULL)", name="listed"),
    )
    op.create_index("ix_commitment_ask_at", "commitment", ["ask_at"])
    op.create_index(
        "ix_commitment_listed_listed_at_id_place_id_signal",
        "commitment",
        ["listed", "listed_at", "id", "place_id", "signal"],
    )
    op.create_index(
        "ix_commitment_counted",
        "commitment",
        ["listed", "place_id", "status", "signal", "owner_id", "owner_name"],
    )
    op.create_index("ix_commitment_listed_signal_id", "commitment", ["listed", "signal", "id"])
    op.create_index(
        "ix_commitment_listed_sooner_at_id_place_id_signal",
        "commitment",
        ["listed", "sooner_at", "id", "place_id", "signal"],
    )
    op.create_index(
        "ix_commitment_listed_people_count_id_place_id_signal",
        "commitment",
        ["listed", "people_count", "id", "place_id", "signal"],
    )
    op.create_index("ix_commitment_owner_id", "commitment", ["owner_id"])
    op.create_index("ix_commitment_owner_name", "commitment", ["owner_name"])
    op.create_index("ix_commitment_place_id", "commitment", ["place_id"])
    op.create_index("ix_commitment_signal_until", "commitment", ["signal_until"])
    op.create_table(
        "step",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("commitment_id", sa.Integer(), sa.ForeignKey("commitment.id"), nullable=False),
        sa.Column("key", sa.String(64), unique=True),
        sa.Column("kind", words("kind", *KINDS), nullable=False),
        sa.Column("status", words("status", *STATUSES), nullable=False),
        sa.Column("due_on", sa.Date()),
        sa.Column("next_step", sa.String(300)),
        sa.Column("next_on", sa.Date()),
        sa.Column("evidence_url", sa.String(2000)),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("happened_at", INSTANT),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("listed_at", INSTANT, nullable=False),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.Column("taken_back_at", INSTANT),
        sa.Column("asked_at", INSTANT),
        sa.Column("asked_count", sa.Integer(), nullable=False),
        sa.Column("yes_count", sa.Integer(), nullable=False),
        sa.Column("partly_count", sa.Integer(), nullable=False),
        sa.Column("no_count", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
    )
    op.create_index("ix_step_commitment_id_listed_at_id", "step", ["commitment_id", "listed_at", "id"])
    op.create_index("ix_step_person_id", "step", ["person_id"])
    op.create_table(
        "commitment_idea",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("commitment_id", sa.Integer(), sa.ForeignKey("commitment.id"), nullable=False),
        sa.Column("idea_id", sa.Integer(), sa.ForeignKey("idea.id"), nullable=False),
        sa.Column("step_id", sa.Integer(), sa.ForeignKey("step.id"), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
    )
    op.create_index("ix_commitment_idea_commitment_id", "commitment_idea", ["commitment_id"])
    op.create_index("ix_commitment_idea_idea_id", "commitment_idea", ["idea_id"])
    op.create_index("ix_commitment_idea_step_id", "commitment_idea", ["step_id"])
    op.create_index(
        "uq_commitment_idea_answers",
        "commitment_idea",
        ["commitment_id", "idea_id"],
        unique=True,
        sqlite_where=ANSWERS,
        postgresql_where=ANSWERS,
    )
    op.create_table(
        "commitment_theme",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("commitment_id", sa.Integer(), sa.ForeignKey("commitment.id"), nullable=False),
        sa.Column("theme_id", sa.Integer(), sa.ForeignKey("theme.id"), nullable=False),
        sa.Column("step_id", sa.Integer(), sa.ForeignKey("step.id"), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
    )
    op.create_index("ix_commitment_theme_commitment_id", "commitment_theme", ["commitment_id"])
    op.create_index("ix_commitment_theme_theme_id", "commitment_theme", ["theme_id"])
    op.create_index("ix_commitment_theme_step_id", "commitment_theme", ["step_id"])
    op.create_index(
        "uq_commitment_theme_answers",
        "commitment_theme",
        ["commitment_id", "theme_id"],
        unique=True,
        sqlite_where=ANSWERS_THEME,
        postgresql_where=ANSWERS_THEME,
    )
    op.create_table(
        "followed",
        sa.Column("status_change_id", sa.Integer(), sa.ForeignKey("idea_status_change.id"), primary_key=True),
        sa.Column("step_id", sa.Integer(), sa.ForeignKey("step.id")),
    )
    op.create_index("ix_followed_step_id", "followed", ["step_id"])
    op.create_table(
        "decline",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("idea_id", sa.Integer(), sa.ForeignKey("idea.id"), nullable=False),
        sa.Column("status_change_id", sa.Integer(), sa.ForeignKey("idea_status_change.id"), nullable=False),
        sa.Column("change_mind", sa.Text(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("declined_at", INSTANT, nullable=False),
        sa.Column("taken_back_at", INSTANT),
    )
    op.create_index("ix_decline_idea_id_id", "decline", ["idea_id", "id"])
    op.create_index("ix_decline_person_id", "decline", ["person_id"])
    op.create_index("ix_decline_review_on", "decline", ["review_on"])
    op.create_index("ix_decline_status_change_id", "decline", ["status_change_id"])


def downgrade() -> None:
    for table in ("decline", "followed", "commitment_theme", "commitment_idea", "step", "commitment"):
        op.drop_table(table)
