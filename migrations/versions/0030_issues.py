"""Issues: what is wrong or missing, whom it affects, and what was answered; news can be about them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
STATUSES = ("open", "answered", "closed", "merged")
# Which words each of these columns may hold, before and from now on.
THINGS = ("idea", "theme", "commitment"), ("issue", "tag", "comment")
EVENTS = (
    ("gathered", "promised", "updated", "moved", "delivered", "stopped", "declined", "asked"),
    ("answered", "closed", "reopened", "replied", "mentioned", "tagged"),
)
ROUTES = ("wrote", "voted", "follows"), ("affected", "mentioned")
WIDENED = {
    ("news", "event"): EVENTS,
    ("news", "thing"): THINGS,
    ("notification", "route"): ROUTES,
    ("notification", "via"): THINGS,
    ("follow", "thing"): THINGS,
    ("preference", "event"): EVENTS,
}
STEPS = ("due", "answered", "closed", "reopened")


def _words(name: str, *allowed: str) -> sa.Enum:
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=20)


def _hold(table: str, column: str, words: tuple[str, ...]) -> None:
    check = f"ck_{table}_{column}"
    allowed = ", ".join(f"'{word}'" for word in words)
    with op.batch_alter_table(table) as changed:
        changed.drop_constraint(op.f(check), type_="check")
        changed.create_check_constraint(op.f(check), f"{column} IN ({allowed})")


def upgrade() -> None:
    for (table, column), (before, more) in WIDENED.items():
        _hold(table, column, before + more)
    op.create_table(
        "issue",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("external_id", sa.String(200), nullable=False, unique=True),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("lead", sa.String(200), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("direction", sa.String(3), nullable=False),
        sa.Column("place_id", sa.Integer(), sa.ForeignKey("place.id"), nullable=False),
        sa.Column("author_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("status", _words("status", *STATUSES), nullable=False),
        sa.Column("created_at", INSTANT),
        sa.Column("listed_at", INSTANT, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("answer_due_on", sa.Date()),
        sa.Column("tags", sa.Text()),
        sa.Column("affected_count", sa.Integer(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("withdrawn_at", INSTANT),
        sa.Column("hidden_at", INSTANT),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.CheckConstraint("listed = (withdrawn_at IS NULL AND hidden_at IS NULL)", name="listed"),
    )
    for columns in (
        ["place_id", "listed", "listed_at"],
        ["author_id"],
        ["listed", "listed_at", "id", "place_id", "status"],
        ["listed", "affected_count", "id", "place_id", "status"],
        ["status", "listed", "listed_at", "id", "place_id"],
    ):
        op.create_index("ix_issue_" + "_".join(columns), "issue", columns)
    op.create_table(
        "issue_version",
        sa.Column("issue_id", sa.Integer(), sa.ForeignKey("issue.id"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("written_at", INSTANT),
    )
    op.create_index("ix_issue_version_person_id", "issue_version", ["person_id"])
    op.create_table(
        "me_too",
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("issue_id", sa.Integer(), sa.ForeignKey("issue.id"), primary_key=True),
        sa.Column("said_at", INSTANT, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_me_too_issue_id", "me_too", ["issue_id"])
    op.create_table(
        "issue_answer",
        sa.Column("issue_id", sa.Integer(), sa.ForeignKey("issue.id"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("written_at", INSTANT, nullable=False),
    )
    op.create_index("ix_issue_answer_person_id", "issue_answer", ["person_id"])
    op.create_table(
        "issue_step",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("issue_id", sa.Integer(), sa.ForeignKey("issue.id"), nullable=False),
        sa.Column("kind", _words("kind", *STEPS), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date()),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("at", INSTANT, nullable=False),
    )
    op.create_index("ix_issue_step_issue_id_id", "issue_step", ["issue_id", "id"])
    op.create_index("ix_issue_step_person_id", "issue_step", ["person_id"])


def downgrade() -> None:
    # What was told of issues cannot be told where there are none.
    notification = sa.table("notification", sa.column("news_id"))
    told = sa.table("news", sa.column("id"), sa.column("thing"), sa.column("event"))
    new = told.c.thing.in_(THINGS[1]) | told.c.event.in_(EVENTS[1])
    op.execute(sa.delete(notification).where(notification.c.news_id.in_(sa.select(told.c.id).where(new))))
    op.execute(sa.delete(told).where(new))
    for (table, column), (before, more) in WIDENED.items():
        rows = sa.table(table, sa.column(column))
        op.execute(sa.delete(rows).where(rows.c[column].in_(more)))
        _hold(table, column, before)
    for table in ("issue_step", "issue_answer", "me_too", "issue_version", "issue"):
        op.drop_table(table)
