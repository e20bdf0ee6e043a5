"""Accounts with their devices, codes and keys; roles by place. People get a home place."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
PURPOSES = ("join", "sign_in", "reset", "email", "passkey", "second")
ROLES = ("member", "host", "moderator", "leader", "admin")


def words(name: str, *allowed: str) -> sa.Enum:
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=20)


def upgrade() -> None:
    with op.batch_alter_table("person") as person:
        person.add_column(sa.Column("home_place_id", sa.Integer()))
        person.create_foreign_key("fk_person_home_place_id_place", "place", ["home_place_id"], ["id"])
        person.create_index("ix_person_home_place_id", ["home_place_id"])
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False, unique=True),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("email_key", sa.String(600), nullable=False, unique=True),
        sa.Column("password_hash", sa.String(200)),
        sa.Column("language", sa.String(35)),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("password_set_at", INSTANT),
        sa.Column("totp_secret", sa.String(200)),
        sa.Column("totp_counter", sa.Integer(), nullable=False),
        sa.Column("paused_until", INSTANT),
        sa.Column("closed_at", INSTANT),
    )
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("account.id"), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("device", sa.String(200), nullable=False),
        sa.Column("began_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("second_at", INSTANT),
        sa.Column("ended_at", INSTANT),
    )
    op.create_index("ix_sign_in_account_id", "sign_in", ["account_id"])
    op.create_table(
        "code",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("key_hash", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("purpose", words("purpose", *PURPOSES), nullable=False),
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("account.id")),
        sa.Column("email", sa.String(254)),
        sa.Column("email_key", sa.String(600)),
        sa.Column("secret_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("kept", sa.Text()),
        sa.Column("guesses", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("taken_at", INSTANT),
    )
    op.create_index("ix_code_email_key_created_at", "code", ["email_key", "created_at"])
    op.create_index("ix_code_expires_at", "code", ["expires_at"])
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("account.id"), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(1023), nullable=False, unique=True),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT),
    )
    op.create_index("ix_passkey_account_id", "passkey", ["account_id"])
    op.create_table(
        "recovery_code",
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("code_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("taken_at", INSTANT),
    )
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("role", words("role", *ROLES), nullable=False),
        sa.Column("place_id", sa.Integer(), sa.ForeignKey("place.id"), nullable=False),
        sa.Column("granted_by", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("granted_at", INSTANT, nullable=False),
        sa.Column("until", INSTANT),
        sa.Column("ended_by", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("ended_at", INSTANT),
        sa.Column("reason", sa.String(500)),
    )
    op.create_index("ix_role_grant_person_id", "role_grant", ["person_id"])
    op.create_index("ix_role_grant_place_id_role", "role_grant", ["place_id", "role"])


def downgrade() -> None:
    for table in ("role_grant", "recovery_code", "passkey", "code", "sign_in", "account"):
        op.drop_table(table)
    with op.batch_alter_table("person") as person:
        person.drop_index("ix_person_home_place_id")
        person.drop_constraint("fk_person_home_place_id_place", type_="foreignkey")
        person.drop_column("home_place_id")
