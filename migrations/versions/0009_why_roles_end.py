"""Why a role ended stands beside why it was given; members of a place are counted by an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("role_grant", sa.Column("end_reason", sa.String(500)))
    op.drop_index("ix_role_grant_place_id_role", "role_grant")
    op.create_index("ix_role_grant_place_id_role_ended_at", "role_grant", ["place_id", "role", "ended_at"])


def downgrade() -> None:
    op.drop_index("ix_role_grant_place_id_role_ended_at", "role_grant")
    op.create_index("ix_role_grant_place_id_role", "role_grant", ["place_id", "role"])
    op.drop_column("role_grant", "end_reason")
