"""Ideas know how much one more vote would tell of them: the quick queue begins where that is most."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

INDEX = "ix_idea_listed_unsure_id_place_id_status"
BATCH = 10_000


def upgrade() -> None:
    op.add_column("idea", sa.Column("unsure", sa.Double(), nullable=False, server_default="1"))
    idea = sa.table(
        "idea", *(sa.column(name) for name in ("id", "support_count", "oppose_count", "pass_count", "unsure"))
    )
    # The same steps in the same order as in ranking.unsure, so that the audit finds the very same numbers.
    a, b = sa.cast(idea.c.support_count, sa.Double()) + _whole(1), sa.cast(idea.c.oppose_count, sa.Double()) + _whole(1)
    n = a + b
    told = _whole(36) * a * b / (n * n * (n + _whole(1)) * (n + _whole(1))) * n / (n + idea.c.pass_count)
    last = op.get_bind().scalar(sa.select(sa.func.max(idea.c.id))) or 0
    for first in range(0, last + 1, BATCH):
        these = sa.update(idea).where(idea.c.id >= first, idea.c.id < first + BATCH)
        op.execute(these.values(unsure=told))
    op.create_index(INDEX, "idea", ["listed", "unsure", "id", "place_id", "status"])


def downgrade() -> None:
    op.drop_index(INDEX, "idea")
    op.drop_column("idea", "unsure")


def _whole(number: int) -> sa.Cast[float]:
    return sa.cast(sa.literal_column(str(number)), sa.Double())
