"""Ideas whose time is not known are listed after those of before 1970, too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _list_at("1800-01-01 00:00:00.000000")


def downgrade() -> None:
    _list_at("1970-01-01 00:00:00.000000")


def _list_at(time: str) -> None:
    zone = "+00" if op.get_bind().dialect.name == "postgresql" else ""
    op.execute(sa.text(f"UPDATE idea SET listed_at = '{time}{zone}' WHERE created_at IS NULL"))  # noqa: S608
