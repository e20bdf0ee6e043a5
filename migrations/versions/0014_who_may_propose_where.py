"""A place may say who proposes there and whether votes are taken; what follows for each place is kept beside it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

POSTING = ("everybody", "members", "staff")


def words(name: str, *allowed: str) -> sa.Enum:
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=20)


def upgrade() -> None:
    with op.batch_alter_table("place") as place:
        place.add_column(sa.Column("posting_said", words("posting_said", *POSTING)))
        place.add_column(sa.Column("voting_said", sa.Boolean()))
        place.add_column(sa.Column("posting", words("posting", *POSTING), nullable=False, server_default="everybody"))
        place.add_column(sa.Column("voting", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    with op.batch_alter_table("place") as place:
        for check in ("ck_place_posting", "ck_place_posting_said"):
            place.drop_constraint(op.f(check), type_="check")
        for column in ("voting", "posting", "voting_said", "posting_said"):
            place.drop_column(column)
