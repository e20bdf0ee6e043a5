"""After how many days people are asked back is said by admins: one more setting."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

BEFORE = (
    "site_name", "place_word", "places_word", "accent", "logo", "about", "rules", "privacy", "new_days", "new_ideas",
    "new_links",
)  # fmt: skip
MORE = "ask_days"
CHECK = "ck_site_setting_name"


def upgrade() -> None:
    _names_are(*BEFORE, MORE)


def downgrade() -> None:
    op.get_bind().execute(sa.text("DELETE FROM site_setting WHERE name = :name"), {"name": MORE})
    _names_are(*BEFORE)


def _names_are(*names: str) -> None:
    allowed = ", ".join(f"'{name}'" for name in names)
    with op.batch_alter_table("site_setting") as setting:
        setting.drop_constraint(op.f(CHECK), type_="check")
        setting.create_check_constraint(op.f(CHECK), f"name IN ({allowed})")
