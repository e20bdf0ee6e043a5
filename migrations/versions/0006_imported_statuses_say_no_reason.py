"""A status that was imported has no reason; pages say so in the reader's language, not in English for ever."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

IMPORTED = "This is the status that was imported."
"""What imports wrote for a reason, themselves; nobody who sets a status by hand is without a name."""


def upgrade() -> None:
    _replace(IMPORTED, "")


def downgrade() -> None:
    _replace("", IMPORTED)


def _replace(old: str, new: str) -> None:
    statement = sa.text("UPDATE idea_status_change SET reason = :new WHERE reason = :old AND person_id IS NULL")
    op.execute(statement.bindparams(old=old, new=new))
