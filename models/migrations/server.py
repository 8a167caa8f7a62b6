"""Part of the first schema: what only several officers on a server need."""

import sqlalchemy as sa
from alembic import op


def server_tables() -> None:
    """Make the tables."""
    op.create_table(
        "presence",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("thing", sa.String(length=80), nullable=False),
        sa.Column("editing", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_presence"),
    )
    op.create_index("ix_presence_thing", "presence", ["thing"], unique=False)
