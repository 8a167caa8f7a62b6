"""Part of the first schema: programme packs kept in the workspace."""

import sqlalchemy as sa
from alembic import op


def pack_tables() -> None:
    """Make the tables."""
    op.create_table(
        "kept_pack",
        sa.Column("programme_id", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_package_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["received_package_id"], ["received_package.id"], name="fk_kept_pack_received_package_id"),
        sa.PrimaryKeyConstraint("programme_id", "version", name="pk_kept_pack"),
    )
    op.create_table(
        "kept_pack_file",
        sa.Column("programme_id", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("path", sa.String(length=120), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id", "version"], ["kept_pack.programme_id", "kept_pack.version"], name="fk_kept_pack_file_programme_id_version"
        ),
        sa.PrimaryKeyConstraint("programme_id", "version", "path", name="pk_kept_pack_file"),
    )
