"""Issues and comments can be flagged and decided on, as ideas can."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

BEFORE = ("idea",)
MORE = ("issue", "comment")
TABLES = ("flag", "decision")


def _hold(table: str, kinds: tuple[str, ...]) -> None:
    check = op.f(f"ck_{table}_kind")
    allowed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table(table) as changed:
        changed.drop_constraint(check, type_="check")
        changed.create_check_constraint(check, f"kind IN ({allowed})")


def upgrade() -> None:
    for table in TABLES:
        _hold(table, BEFORE + MORE)


def downgrade() -> None:
    # What was said of other things than ideas has nothing left that it is said of.
    flag, decision, appeal = (
        sa.table("flag", sa.column("kind"), sa.column("decision_id")),
        sa.table("decision", sa.column("id"), sa.column("kind")),
        sa.table("appeal", sa.column("decision_id")),
    )
    of_more = sa.select(decision.c.id).where(decision.c.kind.in_(MORE))
    op.execute(sa.delete(appeal).where(appeal.c.decision_id.in_(of_more)))
    op.execute(sa.delete(flag).where(flag.c.kind.in_(MORE)))
    op.execute(sa.delete(decision).where(decision.c.kind.in_(MORE)))
    for table in TABLES:
        _hold(table, BEFORE)
