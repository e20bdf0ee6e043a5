"""People, and the tree of places with its root: everything else hangs on these two."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("external_id", sa.String(200), nullable=False, unique=True),
        sa.Column("name", sa.String(200)),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    )
    place = op.create_table(
        "place",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("external_id", sa.String(200), nullable=False, unique=True),
        sa.Column("parent_id", sa.Integer(), sa.ForeignKey("place.id")),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(60)),
        sa.Column("population", sa.Integer()),
        sa.Column("latitude", sa.Double()),
        sa.Column("longitude", sa.Double()),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column(
            "tree_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False, unique=True
        ),
        sa.CheckConstraint("(id = 1) = (parent_id IS NULL)", name="one_root"),
    )
    op.create_index("ix_place_parent_id", "place", ["parent_id"])
    ancestry = op.create_table(
        "place_ancestry",
        sa.Column("place_id", sa.Integer(), sa.ForeignKey("place.id"), primary_key=True),
        sa.Column("ancestor_id", sa.Integer(), sa.ForeignKey("place.id"), primary_key=True),
        sa.Column("distance", sa.Integer(), nullable=False),
    )
    op.create_index("ix_place_ancestry_ancestor_id_distance", "place_ancestry", ["ancestor_id", "distance"])
    # The database numbers the first row 1 by itself, so that its own numbering goes on from there.
    op.execute(place.insert().values(external_id="root", name="Everywhere", depth=0, tree_key=""))
    op.execute(ancestry.insert().values(place_id=1, ancestor_id=1, distance=0))


def downgrade() -> None:
    op.drop_table("place_ancestry")
    op.drop_table("place")
    op.drop_table("person")
