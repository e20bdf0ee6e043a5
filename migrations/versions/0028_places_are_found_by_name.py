"""A place is found by its name alone: the key of the tree also holds its outside id, where words stand by chance."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

PLACE = sa.table("place", sa.column("id", sa.Integer), sa.column("tree_key", sa.Text), sa.column("folded", sa.Text))


def upgrade() -> None:
    op.add_column("place", sa.Column("folded", sa.Text(), nullable=False, server_default=sa.text("''")))
    connection = op.get_bind()
    filled = sa.update(PLACE).where(PLACE.c.id == sa.bindparam("place_id")).values(folded=sa.bindparam("name"))
    rows = connection.execute(sa.select(PLACE.c.id, PLACE.c.tree_key)).all()
    names = [{"place_id": row.id, "name": row.tree_key.rpartition("\x1f")[2].partition("\x1e")[0]} for row in rows]
    if names:
        connection.execute(filled, names)


def downgrade() -> None:
    op.drop_column("place", "folded")
