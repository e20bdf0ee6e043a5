"""What was decided and promised goes on a public record, an append-only chain that the database keeps as it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
KEPT = ("record_entry", "record_head")


def upgrade() -> None:
    op.create_table(
        "record_note",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("about", sa.String(60), nullable=False),
        sa.Column("event_at", INSTANT),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
    )
    op.create_index("ix_record_note_about", "record_note", ["about"])
    op.create_index("ix_record_note_due_at", "record_note", ["due_at"])
    op.create_table(
        "record_entry",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("event_at", INSTANT),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
    )
    op.create_index("ix_record_entry_kind_number", "record_entry", ["kind", "number"])
    op.create_index("ix_record_entry_recorded_at", "record_entry", ["recorded_at"])
    op.create_table(
        "record_text",
        sa.Column("number", sa.Integer(), sa.ForeignKey("record_entry.number"), primary_key=True, autoincrement=False),
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("text", sa.Text()),
        sa.Column("salt", sa.String(64)),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id")),
    )
    op.create_index("ix_record_text_person_id", "record_text", ["person_id"])
    op.create_table(
        "record_head",
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("number", sa.Integer(), sa.ForeignKey("record_entry.number"), nullable=False, unique=True),
        sa.Column("signature", sa.String(88), nullable=False),
        sa.Column("public_key", sa.String(44), nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        _refuse_on_postgresql()
    else:
        _refuse_on_sqlite()


def downgrade() -> None:
    for table in ("record_head", "record_text", "record_entry", "record_note"):
        op.drop_table(table)  # its triggers go with it
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change_of_record")


def _refuse_on_sqlite() -> None:
    for table in KEPT:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{act.lower()} BEFORE {act} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'the record is never changed'); END"
            )


def _refuse_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change_of_record() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the record is never changed'; END $$"
    )
    for table in KEPT:
        for act, each in (("UPDATE OR DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
            name = f"{table}_refuses_{act.split()[0].lower()}"
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION refuse_change_of_record()"
            )
