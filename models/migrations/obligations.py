"""Part of the first schema: what was done about the obligations, changed dates, ad-hoc requests, the office's own step lengths."""

import sqlalchemy as sa
from alembic import op


def obligation_tables() -> None:
    """Make the tables."""
    op.create_table(
        "obligation_record",
        sa.Column("obligation_id", sa.String(length=60), nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=True),
        sa.Column("entity_id", sa.String(length=32), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_obligation_record_project_id"),
        sa.ForeignKeyConstraint(["entity_id"], ["pilot_entity.id"], name="fk_obligation_record_entity_id"),
        sa.PrimaryKeyConstraint("id", name="pk_obligation_record"),
    )
    op.create_index("ix_obligation_record_obligation_id", "obligation_record", ["obligation_id"], unique=False)
    op.create_index("ix_obligation_record_project_id", "obligation_record", ["project_id"], unique=False)
    op.create_table(
        "obligation_change",
        sa.Column("obligation_id", sa.String(length=60), nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=True),
        sa.Column("entity_id", sa.String(length=32), nullable=True),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Date(), nullable=True),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("on_time_until", sa.Date(), nullable=True),
        sa.Column("locked", sa.Date(), nullable=True),
        sa.Column("old_opens", sa.Date(), nullable=True),
        sa.Column("old_due", sa.Date(), nullable=False),
        sa.Column("old_on_time_until", sa.Date(), nullable=True),
        sa.Column("old_locked", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_obligation_change_project_id"),
        sa.ForeignKeyConstraint(["entity_id"], ["pilot_entity.id"], name="fk_obligation_change_entity_id"),
        sa.PrimaryKeyConstraint("id", name="pk_obligation_change"),
        sa.UniqueConstraint("obligation_id", "seq", name="uq_obligation_change_obligation_id_seq"),
    )
    op.create_table(
        "ad_hoc_task",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("due_time", sa.String(length=5), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("project_ids", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_ad_hoc_task"),
    )
    op.create_table(
        "step_days",
        sa.Column("obligation_id", sa.String(length=60), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("working_days", sa.Integer(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_step_days"),
        sa.UniqueConstraint("obligation_id", "step", name="uq_step_days_obligation_id_step"),
    )
