"""The journal: notes, heads, local facts, bundles, trusted keys. Record tables are rebuilt from notes, never migrated."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite's integers have 64 bits by any name


def upgrade() -> None:
    op.create_table(
        "note",
        sa.Column("n", COUNT, primary_key=True, autoincrement=False),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("operation", sa.Text, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("pile", sa.Text, nullable=False),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("at", COUNT, nullable=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.Column("note_hash", sa.Text, nullable=False),
        sa.Column("chain", sa.Text, nullable=False),
        sa.Column("bundle", sa.Text),
        sqlite_strict=True,
    )
    op.create_index("note_by_record", "note", ["record"])
    op.create_index("note_by_operation", "note", ["operation"])
    op.create_index("note_by_pile", "note", ["pile", "n"])
    op.create_table(
        "head",
        sa.Column("record", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("pile", sa.Text, nullable=False),
        sa.Column("heads", sa.Text, nullable=False),
        sa.Column("contested", COUNT, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("head_contested", "head", ["contested"])
    op.create_table(
        "local",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "bundle",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("direction", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("at", COUNT, nullable=False),
        sa.Column("peer", sa.Text, nullable=False),
        sa.Column("pile", sa.Text, nullable=False),
        sa.Column("from_n", COUNT, nullable=False),
        sa.Column("last_n", COUNT, nullable=False),
        sa.Column("last_chain", sa.Text, nullable=False),
        sa.Column("notes", COUNT, nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "peer",
        sa.Column("key_id", sa.Text, primary_key=True),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("public", sa.LargeBinary, nullable=False),
        sa.Column("at", COUNT, nullable=False),
        sqlite_strict=True,
    )
