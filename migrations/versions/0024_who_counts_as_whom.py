"""Two persons of whom an admin knows that they are one count as one, as long as that stands."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JOINED = sa.text("counts_as_id IS NOT NULL")
STANDS = sa.text("ended_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("person") as person:
        person.add_column(sa.Column("counts_as_id", sa.Integer()))
        person.add_column(sa.Column("erased_at", INSTANT))
        person.create_foreign_key("fk_person_counts_as_id_person", "person", ["counts_as_id"], ["id"])
    op.create_index("ix_person_counts_as_id", "person", ["counts_as_id"], sqlite_where=JOINED, postgresql_where=JOINED)
    op.execute(
        "UPDATE person SET erased_at = (SELECT max(erased_at) FROM erasure WHERE person_id = person.id) "
        "WHERE id IN (SELECT person_id FROM erasure)"
    )
    op.create_table(
        "person_join",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("into_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("joined_by", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("joined_at", INSTANT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ended_by", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("ended_at", INSTANT),
        sa.Column("end_reason", sa.Text()),
    )
    op.create_index(
        "uq_person_join_stands", "person_join", ["person_id"], unique=True, sqlite_where=STANDS, postgresql_where=STANDS
    )
    op.create_index("ix_person_join_person_id", "person_join", ["person_id"])
    op.create_index("ix_person_join_into_id", "person_join", ["into_id"])
    op.create_table(
        "vote_withdrawal",
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("idea_id", sa.Integer(), sa.ForeignKey("idea.id"), primary_key=True),
        sa.Column("withdrawn_at", INSTANT, nullable=False),
    )
    op.create_index("ix_vote_withdrawal_idea_id", "vote_withdrawal", ["idea_id"])


def downgrade() -> None:
    op.drop_table("vote_withdrawal")
    op.drop_table("person_join")
    op.drop_index("ix_person_counts_as_id", "person")
    with op.batch_alter_table("person") as person:
        person.drop_constraint("fk_person_counts_as_id_person", type_="foreignkey")
        person.drop_column("counts_as_id")
        person.drop_column("erased_at")
