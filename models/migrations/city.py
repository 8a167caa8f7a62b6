"""Part of the first schema: what the city holds of the districts' packages, reviews and what it tells whom."""

import sqlalchemy as sa
from alembic import op


def city_tables() -> None:
    """Make the tables."""
    op.create_table(
        "received_submission",
        sa.Column("received_package_id", sa.String(length=32), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("obligation_id", sa.String(length=60), nullable=False),
        sa.Column("obligation_title", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("nil", sa.Boolean(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("effects", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["received_package_id"], ["received_package.id"], name="fk_received_submission_received_package_id"),
        sa.PrimaryKeyConstraint("received_package_id", name="pk_received_submission"),
    )
    op.create_index("ix_received_submission_office_obligation_id", "received_submission", ["office", "obligation_id"], unique=False)
    op.create_table(
        "received_part",
        sa.Column("received_package_id", sa.String(length=32), nullable=False),
        sa.Column("entry", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("revision_id", sa.String(length=32), nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["received_package_id"], ["received_package.id"], name="fk_received_part_received_package_id"),
        sa.PrimaryKeyConstraint("received_package_id", "entry", name="pk_received_part"),
    )
    op.create_index("ix_received_part_revision_id", "received_part", ["revision_id"], unique=False)
    op.create_index("ix_received_part_project_id", "received_part", ["project_id"], unique=False)
    _refused_packages()
    op.create_table(
        "sent_news",
        sa.Column("peer_id", sa.String(length=32), nullable=False),
        sa.Column("item_id", sa.String(length=60), nullable=False),
        sa.Column("sent_package_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["peer_id"], ["peer.id"], name="fk_sent_news_peer_id"),
        sa.ForeignKeyConstraint(["sent_package_id"], ["sent_package.id"], name="fk_sent_news_sent_package_id"),
        sa.PrimaryKeyConstraint("peer_id", "item_id", "sent_package_id", name="pk_sent_news"),
    )
    op.create_table(
        "field_query",
        sa.Column("received_package_id", sa.String(length=32), nullable=True),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("revision_id", sa.String(length=32), nullable=False),
        sa.Column("field_key", sa.String(length=60), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["received_package_id"], ["received_package.id"], name="fk_field_query_received_package_id"),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_field_query_revision_id"),
        sa.PrimaryKeyConstraint("id", name="pk_field_query"),
    )
    op.create_index("ix_field_query_revision_id", "field_query", ["revision_id"], unique=False)
    _review_tables()


def _refused_packages() -> None:
    op.create_table(
        "refused_package",
        sa.Column("sender", sa.String(length=32), nullable=False),
        sa.Column("recipient", sa.String(length=60), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_refused_package"),
        sa.UniqueConstraint("digest", name="uq_refused_package_digest"),
    )
    op.create_index("ix_refused_package_sender_recipient_sequence", "refused_package", ["sender", "recipient", "sequence"], unique=False)


def _review_tables() -> None:
    op.create_table(
        "expert",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("areas", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_expert"),
    )
    op.create_table(
        "review_round",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("decision", sa.String(length=60), nullable=False),
        sa.Column("weights", sa.Text(), nullable=True),
        sa.Column("trimmed", sa.Boolean(), nullable=False),
        sa.Column("pass_line", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_review_round"),
    )
    op.create_table(
        "review_item",
        sa.Column("review_round_id", sa.String(length=32), nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("revision_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["review_round_id"], ["review_round.id"], name="fk_review_item_review_round_id"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_review_item_project_id"),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_review_item_revision_id"),
        sa.PrimaryKeyConstraint("review_round_id", "project_id", name="pk_review_item"),
    )
    op.create_table(
        "score_sheet",
        sa.Column("review_round_id", sa.String(length=32), nullable=False),
        sa.Column("expert_id", sa.String(length=32), nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("conflict", sa.Boolean(), nullable=False),
        sa.Column("conflict_note", sa.Text(), nullable=False),
        sa.Column("scores", sa.Text(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["review_round_id"], ["review_round.id"], name="fk_score_sheet_review_round_id"),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name="fk_score_sheet_expert_id"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_score_sheet_project_id"),
        sa.PrimaryKeyConstraint("id", name="pk_score_sheet"),
        sa.UniqueConstraint("review_round_id", "expert_id", "project_id", name="uq_score_sheet_review_round_id_expert_id_project_id"),
    )
