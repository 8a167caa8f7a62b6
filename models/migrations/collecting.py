"""Part of the first schema: the tables of handing out, collecting and importing."""

import sqlalchemy as sa
from alembic import op


def collecting_tables() -> None:
    """Make the tables."""
    owners = {"project": False, "document": False, "evidence": True}
    op.create_table(
        "hand_out",
        *(sa.Column(f"{owner}_id", sa.String(length=32), nullable=nullable) for owner, nullable in owners.items()),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("form_key", "form_version", "title", "file_name", "contact", "by")),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("held", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        *(sa.ForeignKeyConstraint([f"{owner}_id"], [f"{owner}.id"], name=f"fk_hand_out_{owner}_id") for owner in owners),
        sa.PrimaryKeyConstraint("id", name="pk_hand_out"),
    )
    op.create_index("ix_hand_out_project_id", "hand_out", ["project_id"], unique=False)
    op.create_index("ix_hand_out_document_id", "hand_out", ["document_id"], unique=False)
    op.create_table(
        "import_mapping",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("columns", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_import_mapping"),
        sa.UniqueConstraint("name", name="uq_import_mapping_name"),
    )
