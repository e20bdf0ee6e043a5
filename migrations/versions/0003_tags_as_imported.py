"""What an import says of an idea's tags, kept as it stands: nothing is lost before the site has tags."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("idea", sa.Column("tags", sa.Text()))


def downgrade() -> None:
    op.drop_column("idea", "tags")
