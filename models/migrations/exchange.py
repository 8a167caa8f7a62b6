"""Part of the first schema: the tables of stations, packages and what came back from the city."""

import sqlalchemy as sa
from alembic import op


def exchange_tables() -> None:
    """Make the tables."""
    op.create_table(
        "form_definition",
        sa.Column("form_id", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("form_id", "version", name="pk_form_definition"),
    )
    op.create_table(
        "peer",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("station_name", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("suite", sa.Text(), nullable=False),
        sa.Column("signing_public", sa.Text(), nullable=False),
        sa.Column("sealing_public", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("enrolment_id", sa.String(length=32), nullable=False),
        sa.Column("enrolment_secret", sa.Text(), nullable=False),
        sa.Column("first_sequence", sa.Integer(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.Text(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoke_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_peer"),
        sa.UniqueConstraint("enrolment_id", name="uq_peer_enrolment_id"),
    )
    op.create_index("ix_peer_office", "peer", ["office"], unique=False)
    op.create_table(
        "received_package",
        sa.Column("sender", sa.String(length=32), nullable=False),
        sa.Column("recipient", sa.String(length=60), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("pack_version", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_received_package"),
        sa.UniqueConstraint("digest", name="uq_received_package_digest"),
    )
    op.create_index("ix_received_package_office", "received_package", ["office"], unique=False)
    op.create_index("ix_received_package_received_at", "received_package", ["received_at"], unique=False)
    op.create_index("ix_received_package_sender_recipient_sequence", "received_package", ["sender", "recipient", "sequence"], unique=False)
    op.create_table(
        "station",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("suite", sa.Text(), nullable=False),
        sa.Column("signing_public", sa.Text(), nullable=False),
        sa.Column("signing_private", sa.Text(), nullable=False),
        sa.Column("sealing_public", sa.Text(), nullable=False),
        sa.Column("sealing_private", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("enrolment_id", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_station"),
    )
    op.create_table(
        "withdrawn_package",
        sa.Column("sender", sa.String(length=32), nullable=False),
        sa.Column("recipient", sa.String(length=60), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sender", "recipient", "sequence", name="pk_withdrawn_package"),
    )
    op.create_table(
        "city_message",
        sa.Column("received_package_id", sa.String(length=32), nullable=True),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["received_package_id"], ["received_package.id"], name="fk_city_message_received_package_id"),
        sa.PrimaryKeyConstraint("id", name="pk_city_message"),
    )
    op.create_index("ix_city_message_received_package_id", "city_message", ["received_package_id"], unique=False)
    op.create_table(
        "received_package_content",
        sa.Column("received_package_id", sa.String(length=32), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["received_package_id"], ["received_package.id"], name="fk_received_package_content_received_package_id"),
        sa.PrimaryKeyConstraint("received_package_id", name="pk_received_package_content"),
    )
    op.create_table(
        "sent_package",
        sa.Column("station_id", sa.String(length=32), nullable=False),
        sa.Column("recipient", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("obligation_id", sa.String(length=60), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("exported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdraw_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name="fk_sent_package_station_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sent_package"),
        sa.UniqueConstraint("digest", name="uq_sent_package_digest"),
        sa.UniqueConstraint("station_id", "recipient", "sequence", name="uq_sent_package_station_id_recipient_sequence"),
    )
    op.create_index("ix_sent_package_obligation_id", "sent_package", ["obligation_id"], unique=False)
    op.create_table(
        "city_decision",
        sa.Column("received_package_id", sa.String(length=32), nullable=True),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("decision", sa.String(length=60), nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("revision_id", sa.String(length=32), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("adjustments", sa.Text(), nullable=False),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_city_decision_project_id"),
        sa.ForeignKeyConstraint(["received_package_id"], ["received_package.id"], name="fk_city_decision_received_package_id"),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_city_decision_revision_id"),
        sa.PrimaryKeyConstraint("id", name="pk_city_decision"),
    )
    op.create_index("ix_city_decision_project_id", "city_decision", ["project_id"], unique=False)
    op.create_index("ix_city_decision_received_package_id", "city_decision", ["received_package_id"], unique=False)
    op.create_table(
        "sent_package_content",
        sa.Column("sent_package_id", sa.String(length=32), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["sent_package_id"], ["sent_package.id"], name="fk_sent_package_content_sent_package_id"),
        sa.PrimaryKeyConstraint("sent_package_id", name="pk_sent_package_content"),
    )
    op.create_table(
        "sent_part",
        sa.Column("sent_package_id", sa.String(length=32), nullable=False),
        sa.Column("entry", sa.String(length=120), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("revision_id", sa.String(length=32), nullable=False),
        sa.Column("evidence_id", sa.String(length=32), nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["sent_package_id"], ["sent_package.id"], name="fk_sent_part_sent_package_id"),
        sa.PrimaryKeyConstraint("sent_package_id", "entry", name="pk_sent_part"),
    )
    op.create_index("ix_sent_part_project_id", "sent_part", ["project_id"], unique=False)
    op.create_index("ix_sent_part_revision_id", "sent_part", ["revision_id"], unique=False)
    op.create_table(
        "city_return",
        sa.Column("received_package_id", sa.String(length=32), nullable=True),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("revision_id", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["received_package_id"], ["received_package.id"], name="fk_city_return_received_package_id"),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_city_return_revision_id"),
        sa.PrimaryKeyConstraint("id", name="pk_city_return"),
    )
    op.create_index("ix_city_return_received_package_id", "city_return", ["received_package_id"], unique=False)
    op.create_index("ix_city_return_revision_id", "city_return", ["revision_id"], unique=False)
    op.create_table(
        "city_comment",
        sa.Column("revision_id", sa.String(length=32), nullable=False),
        sa.Column("city_return_id", sa.String(length=32), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("field_key", sa.String(length=60), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_city_comment_revision_id"),
        sa.ForeignKeyConstraint(["city_return_id"], ["city_return.id"], name="fk_city_comment_city_return_id"),
        sa.PrimaryKeyConstraint("id", name="pk_city_comment"),
    )
    op.create_index("ix_city_comment_revision_id", "city_comment", ["revision_id"], unique=False)
    op.create_index("ix_city_comment_city_return_id", "city_comment", ["city_return_id"], unique=False)
