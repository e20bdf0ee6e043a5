"""Tags are things of their own; those that ideas and issues came with are read out of their texts, which stay."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
STANDS = sa.text("ended_at IS NULL")
BATCH = 1000
BETWEEN = re.compile("[,;\n\r\u060c\u061b\u3001\uff0c\uff1b]")
ACCENTS = re.compile("[\u0300-\u036f\u064b-\u0652\u0670]")


def upgrade() -> None:
    tag = op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("slug", sa.String(200), nullable=False, unique=True),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
    )
    thing = sa.Enum("idea", "issue", "theme", name="thing", native_enum=False, create_constraint=True, length=20)
    tagging = op.create_table(
        "tagging",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("thing", thing, nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), sa.ForeignKey("tag.id"), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("added_by", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("ended_at", INSTANT),
        sa.Column("ended_by", sa.Integer(), sa.ForeignKey("person.id")),
    )
    for columns in (["thing", "thing_id"], ["added_by"], ["ended_by"]):
        op.create_index(f"ix_tagging_{'_'.join(columns)}", "tagging", columns)
    op.create_index(
        "uq_tagging_tagged",
        "tagging",
        ["tag_id", "thing", "thing_id"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )
    for kind in ("idea", "issue"):
        _read(kind, tag, tagging)


def downgrade() -> None:
    for table in ("tagging", "tag"):
        op.drop_table(table)


def _read(kind: str, tag: sa.Table, tagging: sa.Table) -> None:
    """Make tags of what the texts of these things name, as record_tags does."""
    connection, at = op.get_bind(), datetime.now(UTC)
    known = {slug: number for slug, number in connection.execute(sa.select(tag.c.slug, tag.c.id))}
    table = sa.table(kind, sa.column("id", sa.Integer), sa.column("tags", sa.Text))
    last = 0
    while True:
        rows = connection.execute(
            sa.select(table.c.id, table.c.tags)
            .where(table.c.id > last, table.c.tags.is_not(None))
            .order_by(table.c.id)
            .limit(BATCH)
        ).all()
        if not rows:
            return
        last = rows[-1].id
        named = {row.id: _names(row.tags) for row in rows}
        new = {slug: name for names in named.values() for slug, name in names.items() if slug not in known}
        if new:
            adding = [{"slug": slug, "name": name, "created_at": at} for slug, name in new.items()]
            connection.execute(tag.insert(), adding)
            known = {slug: number for slug, number in connection.execute(sa.select(tag.c.slug, tag.c.id))}
        links = [
            {"thing": kind, "thing_id": number, "tag_id": known[slug], "added_at": at}
            for number, names in named.items()
            for slug in names
        ]
        if links:
            connection.execute(tagging.insert(), links)


def _names(text: str) -> dict[str, str]:
    names: dict[str, str] = {}
    for part in BETWEEN.split(text):
        name = " ".join(unicodedata.normalize("NFC", part).split()).lstrip("#").strip()
        slug = _slug(name)
        if len(name) <= 50 and 0 < len(slug) <= 200:
            names.setdefault(slug, name)
    return names


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    kept = unicodedata.normalize("NFC", ACCENTS.sub("", plain))
    seen = (char for char in kept if unicodedata.category(char) != "Cf")
    words = "".join(char if unicodedata.category(char)[0] in "LMN" else " " for char in seen).casefold().split()
    return "-".join(word for word in words if any(unicodedata.category(char)[0] in "LN" for char in word))
