"""News is told to everybody whom it concerns, by the ways they wish."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
EVENTS = ("gathered", "promised", "updated", "moved", "delivered", "stopped", "declined", "asked")
THINGS = ("idea", "theme", "commitment")
ROUTES = ("wrote", "voted", "follows")
BY_MAILS = ("never", "soon", "daily", "weekly")
WAITING = sa.text("mail_due_at IS NOT NULL AND mail_id IS NULL")
UNREAD = sa.text("on_site AND seen_at IS NULL")
UNSENT = "sent_at IS NULL AND failed_at IS NULL"


def words(name: str, *allowed: str) -> sa.Enum:
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=20)


def index_unsent(where: str) -> None:
    op.drop_index("ix_outgoing_mail_waiting", "outgoing_mail")
    op.create_index(
        "ix_outgoing_mail_waiting",
        "outgoing_mail",
        ["is_secret", "due_at"],
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def upgrade() -> None:
    # What is told by mail is written when it is sent; then there may be nothing left to say.
    op.add_column("outgoing_mail", sa.Column("dropped_at", INSTANT))
    index_unsent(f"{UNSENT} AND dropped_at IS NULL")
    op.create_table(
        "news",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("event", words("event", *EVENTS), nullable=False),
        sa.Column("thing", words("thing", *THINGS), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer()),
        sa.Column("happened_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("cancelled_at", INSTANT),
        sa.Column("told_count", sa.Integer(), nullable=False),
        sa.Column("unreached_count", sa.Integer(), nullable=False),
    )
    op.create_index("ix_news_due_at", "news", ["due_at"])
    op.create_index("ix_news_thing_thing_id", "news", ["thing", "thing_id"])
    op.create_table(
        "notification",
        sa.Column("news_id", sa.Integer(), sa.ForeignKey("news.id"), primary_key=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("route", words("route", *ROUTES), nullable=False),
        sa.Column("via", words("via", *THINGS), nullable=False),
        sa.Column("via_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(20)),
        sa.Column("on_site", sa.Boolean(), nullable=False),
        sa.Column("seen_at", INSTANT),
        sa.Column("mail_due_at", INSTANT),
        sa.Column("mail_id", sa.Integer(), sa.ForeignKey("outgoing_mail.id", ondelete="SET NULL")),
    )
    op.create_index("ix_notification_mail_id", "notification", ["mail_id"])
    op.create_index("ix_notification_person_id_news_id", "notification", ["person_id", "news_id"])
    op.create_index(
        "ix_notification_waiting",
        "notification",
        ["person_id", "mail_due_at", "news_id"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.create_index(
        "ix_notification_unread",
        "notification",
        ["person_id", "news_id"],
        sqlite_where=UNREAD,
        postgresql_where=UNREAD,
    )
    op.create_table(
        "follow",
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("thing", words("thing", *THINGS), primary_key=True),
        sa.Column("thing_id", sa.Integer(), primary_key=True),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.Column("began_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
    )
    op.create_index("ix_follow_thing_thing_id", "follow", ["thing", "thing_id"])
    op.create_table(
        "preference",
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("event", words("event", *EVENTS), primary_key=True),
        sa.Column("on_site", sa.Boolean(), nullable=False),
        sa.Column("by_mail", words("by_mail", *BY_MAILS), nullable=False),
    )


def downgrade() -> None:
    for table in ("preference", "follow", "notification", "news"):
        op.drop_table(table)
    op.execute("DELETE FROM outgoing_mail WHERE dropped_at IS NOT NULL OR (text IS NULL AND NOT is_secret)")
    index_unsent(UNSENT)
    op.drop_column("outgoing_mail", "dropped_at")
