"""What a key is worth, and bundles kept until a person says so. Keys known before were trusted by hand: they are active."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite's integers have 64 bits by any name


def upgrade() -> None:
    op.add_column("peer", sa.Column("state", sa.Text, nullable=False, server_default="active"))
    op.add_column("peer", sa.Column("facts", sa.Text, nullable=False, server_default="{}"))
    op.create_table(
        "held",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("key_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("at", COUNT, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sqlite_strict=True,
    )
