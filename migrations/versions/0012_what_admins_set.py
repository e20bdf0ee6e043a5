"""What admins set: name, look, words and texts of the site, with every change."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NAMES = ("site_name", "place_word", "places_word", "accent", "logo", "about", "rules", "privacy")


def upgrade() -> None:
    op.create_table(
        "site_setting",
        sa.Column(
            "name",
            sa.Enum(*NAMES, name="name", native_enum=False, create_constraint=True, length=20),
            primary_key=True,
        ),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
    )
    op.create_table(
        "site_logo",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("png", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "site_change",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("what", sa.String(60), nullable=False),
        sa.Column("place_id", sa.Integer(), sa.ForeignKey("place.id")),
        sa.Column("before", sa.Text()),
        sa.Column("after", sa.Text()),
    )
    op.create_index("ix_site_change_changed_at_id", "site_change", ["changed_at", "id"])
    op.create_index("ix_site_change_place_id", "site_change", ["place_id"])


def downgrade() -> None:
    for table in ("site_change", "site_logo", "site_setting"):
        op.drop_table(table)
