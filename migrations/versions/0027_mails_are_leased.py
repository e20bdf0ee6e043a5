"""A claim is what people make about who they are; until when a mail is one process's to send is a lease."""

from __future__ import annotations

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE outgoing_mail RENAME COLUMN claimed_until TO leased_until")


def downgrade() -> None:
    op.execute("ALTER TABLE outgoing_mail RENAME COLUMN leased_until TO claimed_until")
