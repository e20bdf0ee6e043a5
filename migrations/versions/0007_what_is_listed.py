"""An idea can be withdrawn by its author and hidden by a moderator; lists walk past neither."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SORTED_BY = ("listed_at", "support_count", "contested", "share_low", "lot")
LISTED = "listed = (withdrawn_at IS NULL AND hidden_at IS NULL)"


def upgrade() -> None:
    times = [sa.Column(name, sa.DateTime(timezone=True)) for name in ("withdrawn_at", "hidden_at")]
    # On SQLite the table is made anew, for the columns to stand before the long texts: see 0002.
    anew = op.get_bind().dialect.name == "sqlite"
    where = {"insert_before": "body"} if anew else {}
    with op.batch_alter_table("idea", recreate="always" if anew else "never") as idea:
        for value in SORTED_BY:
            idea.drop_index(index(value)[0])
        for column in (sa.Column("listed", sa.Boolean(), nullable=False, server_default=sa.true()), *times):
            idea.add_column(column, **where)
        idea.create_check_constraint(op.f("ck_idea_listed"), LISTED)
        for value in SORTED_BY:
            idea.create_index(*index("listed", value))


def downgrade() -> None:
    with op.batch_alter_table("idea") as idea:
        for value in SORTED_BY:
            idea.drop_index(index("listed", value)[0])
        idea.drop_constraint(op.f("ck_idea_listed"), type_="check")
        for column in ("listed", "withdrawn_at", "hidden_at"):
            idea.drop_column(column)
        for value in SORTED_BY:
            idea.create_index(*index(value))


def index(*sorted_by: str) -> tuple[str, list[str]]:
    columns = [*sorted_by, "id", "place_id", "status"]
    return "ix_idea_" + "_".join(columns), columns
