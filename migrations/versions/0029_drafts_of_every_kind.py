"""Whatever people write can be a draft or wait for a sign-in, not ideas alone: each row says of what kind it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

ABOUT_IDEA = "fk_draft_idea_id_idea"
KINDS = "kind IN ('vote', 'idea', 'edit')"


def upgrade() -> None:
    with op.batch_alter_table("draft") as draft:
        draft.drop_index("ix_draft_idea_id")
        draft.drop_constraint(op.f(ABOUT_IDEA), type_="foreignkey")
        draft.alter_column("idea_id", new_column_name="thing_id")
        draft.add_column(sa.Column("kind", sa.String(20), nullable=False, server_default="idea"))
        draft.add_column(sa.Column("more", sa.Text()))
    with op.batch_alter_table("draft") as draft:
        draft.alter_column("kind", server_default=None)
        draft.create_index("ix_draft_kind_thing_id", ["kind", "thing_id"])
    with op.batch_alter_table("pending") as pending:
        pending.drop_constraint(op.f("ck_pending_kind"), type_="check")


def downgrade() -> None:
    # What was begun of another kind stays as the words of a new idea; what waits to become another kind cannot.
    op.execute("DELETE FROM pending WHERE NOT (kind IN ('vote', 'idea', 'edit'))")
    op.execute("UPDATE draft SET thing_id = NULL, version = NULL WHERE kind <> 'idea'")
    op.execute("UPDATE draft SET thing_id = NULL WHERE thing_id NOT IN (SELECT id FROM idea)")
    with op.batch_alter_table("pending") as pending:
        pending.create_check_constraint(op.f("ck_pending_kind"), KINDS)
    with op.batch_alter_table("draft") as draft:
        draft.drop_index("ix_draft_kind_thing_id")
        draft.drop_column("more")
        draft.drop_column("kind")
        draft.alter_column("thing_id", new_column_name="idea_id")
    with op.batch_alter_table("draft") as draft:
        draft.create_foreign_key(op.f(ABOUT_IDEA), "idea", ["idea_id"], ["id"])
        draft.create_index("ix_draft_idea_id", ["idea_id"])
