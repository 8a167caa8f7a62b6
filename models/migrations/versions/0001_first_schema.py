"""The first schema: office, register, projects, forms, tracking, indicators, obligations, history."""

import sqlalchemy as sa
from alembic import op

from models.base import indexable
from models.migrations.city import city_tables
from models.migrations.collecting import collecting_tables
from models.migrations.exchange import exchange_tables
from models.migrations.obligations import obligation_tables
from models.migrations.packs import pack_tables
from models.migrations.server import server_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "history",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("kind_label", sa.Text(), nullable=False),
        sa.Column("object_id", sa.String(length=32), nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("object_label", sa.Text(), nullable=False),
        sa.Column("field_key", sa.Text(), nullable=False),
        sa.Column("field_label", sa.Text(), nullable=False),
        sa.Column("old", sa.Text(), nullable=False),
        sa.Column("new", sa.Text(), nullable=False),
        sa.Column("entered", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_history"),
    )
    op.create_index("ix_history_at", "history", ["at"], unique=False)
    op.create_index("ix_history_object_id", "history", ["object_id"], unique=False)
    op.create_index("ix_history_project_id", "history", ["project_id"], unique=False)
    op.create_table(
        "office",
        sa.Column("district_code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("programme_id", sa.Text(), nullable=False),
        sa.Column("programme_version", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_office"),
    )
    op.create_table(
        "office_template",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_office_template"),
    )
    op.create_index("ix_office_template_key", "office_template", ["key"], unique=False)
    op.create_table(
        "office_template_content",
        sa.Column("template_id", sa.String(length=32), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["template_id"], ["office_template.id"], name="fk_office_template_content_template_id"),
        sa.PrimaryKeyConstraint("template_id", name="pk_office_template_content"),
    )
    op.create_table(
        "pilot_entity",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("kind_other", sa.Text(), nullable=False),
        sa.Column("uscc", sa.Text(), nullable=False),
        sa.Column("legal_rep", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("founded", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("industry", sa.Text(), nullable=False),
        sa.Column("hr_licence", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("contact_title", sa.Text(), nullable=False),
        sa.Column("mobile", sa.Text(), nullable=False),
        sa.Column("tel", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_pilot_entity"),
    )
    op.create_index("ix_pilot_entity_name_deleted_at", "pilot_entity", ["name", "deleted_at"], postgresql_where=indexable("name"))
    op.create_index("ix_pilot_entity_uscc", "pilot_entity", ["uscc"], postgresql_where=indexable("uscc"))
    op.create_table(
        "project",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("main_area", sa.Text(), nullable=False),
        sa.Column("other_areas", sa.Text(), nullable=False),
        sa.Column("clusters", sa.Text(), nullable=False),
        sa.Column("industries", sa.Text(), nullable=False),
        sa.Column("platforms", sa.Text(), nullable=False),
        sa.Column("period_start", sa.Text(), nullable=False),
        sa.Column("period_end", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["entity_id"], ["pilot_entity.id"], name="fk_project_entity_id"),
        sa.PrimaryKeyConstraint("id", name="pk_project"),
    )
    op.create_index("ix_project_main_area_state_deleted_at", "project", ["main_area", "state", "deleted_at"], unique=False)
    op.create_index("ix_project_entity_id", "project", ["entity_id"], unique=False)
    op.create_index("ix_project_number", "project", ["number"], unique=False)
    own = sa.text("office = ''")
    op.create_index("ix_project_own_number", "project", ["number"], unique=True, sqlite_where=own, postgresql_where=own)
    op.create_index("ix_project_office_state", "project", ["office", "state"], unique=False)
    op.create_index("ix_project_title", "project", ["title"], postgresql_where=indexable("title"))
    op.create_index("ix_project_updated_at", "project", ["updated_at"], unique=False)
    op.create_table(
        "document",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=True),
        sa.Column("form_id", sa.Text(), nullable=False),
        sa.Column("period", sa.String(length=4), nullable=False),
        sa.Column("programme_version", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("filled", sa.Integer(), nullable=False),
        sa.Column("applicable", sa.Integer(), nullable=False),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("warnings", sa.Integer(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_document_project_id"),
        sa.PrimaryKeyConstraint("id", name="pk_document"),
    )
    op.create_index(
        "ix_document_frozen_at_errors_warnings_project_id_id",
        "document",
        ["frozen_at", "errors", "warnings", "project_id", "id"],
        unique=False,
    )
    op.create_index("ix_document_project_id_form_id", "document", ["project_id", "form_id"], unique=False)
    op.create_index("ix_document_form_id", "document", ["form_id"], unique=False)
    op.create_index("ix_document_updated_at", "document", ["updated_at"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("project_id", sa.String(length=32), nullable=True),
        sa.Column("document_id", sa.String(length=32), nullable=True),
        sa.Column("field_key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_evidence_project_id"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_evidence_document_id"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
    )
    op.create_index("ix_evidence_project_id", "evidence", ["project_id"], unique=False)
    op.create_table(
        "milestone",
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_milestone_project_id"),
        sa.PrimaryKeyConstraint("id", name="pk_milestone"),
    )
    op.create_index(
        "ix_milestone_done_on_planned_on_deleted_at_project_id",
        "milestone",
        ["done_on", "planned_on", "deleted_at", "project_id"],
        unique=False,
    )
    op.create_index("ix_milestone_project_id", "milestone", ["project_id"], unique=False)
    obligation_tables()
    op.create_table(
        "clock_mark",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("history_id", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_clock_mark"),
    )
    op.create_table(
        "problem",
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("resolved_on", sa.Date(), nullable=True),
        sa.Column("resolution", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_problem_project_id"),
        sa.PrimaryKeyConstraint("id", name="pk_problem"),
    )
    op.create_index("ix_problem_project_id", "problem", ["project_id"], unique=False)
    op.create_index("ix_problem_resolved_on_deleted_at_project_id", "problem", ["resolved_on", "deleted_at", "project_id"], unique=False)
    op.create_table(
        "progress_entry",
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_progress_entry_project_id"),
        sa.PrimaryKeyConstraint("id", name="pk_progress_entry"),
    )
    op.create_index("ix_progress_entry_project_id", "progress_entry", ["project_id"], unique=False)
    op.create_table(
        "project_indicator",
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("indicator_key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("counting_rule", sa.Text(), nullable=False),
        sa.Column("baseline", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_project_indicator_project_id"),
        sa.PrimaryKeyConstraint("id", name="pk_project_indicator"),
    )
    op.create_index("ix_project_indicator_project_id", "project_indicator", ["project_id"], unique=False)
    op.create_table(
        "state_change",
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_state_change_project_id"),
        sa.PrimaryKeyConstraint("id", name="pk_state_change"),
    )
    op.create_index("ix_state_change_project_id", "state_change", ["project_id"], unique=False)
    op.create_index("ix_state_change_to_state_project_id_on", "state_change", ["to_state", "project_id", "on"], unique=False)
    op.create_table(
        "support_request",
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("addressed_to", sa.Text(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_support_request_project_id"),
        sa.PrimaryKeyConstraint("id", name="pk_support_request"),
    )
    op.create_index("ix_support_request_project_id", "support_request", ["project_id"], unique=False)
    op.create_index(
        "ix_support_request_answered_on_deleted_at_project_id", "support_request", ["answered_on", "deleted_at", "project_id"], unique=False
    )
    op.create_table(
        "answer",
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("field_key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("entered", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_answer_document_id"),
        sa.PrimaryKeyConstraint("document_id", "field_key", name="pk_answer"),
    )
    op.create_table(
        "district_review",
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("checklist", sa.Text(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_district_review_document_id"),
        sa.PrimaryKeyConstraint("document_id", name="pk_district_review"),
    )
    op.create_table(
        "evidence_content",
        sa.Column("evidence_id", sa.String(length=32), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name="fk_evidence_content_evidence_id"),
        sa.PrimaryKeyConstraint("evidence_id", name="pk_evidence_content"),
    )
    op.create_table(
        "explanation",
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("finding_id", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_explanation_document_id"),
        sa.PrimaryKeyConstraint("document_id", "finding_id", name="pk_explanation"),
    )
    op.create_table(
        "linked_figure",
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("field_key", sa.String(length=60), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("figure", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_linked_figure_document_id"),
        sa.PrimaryKeyConstraint("document_id", "field_key", "seq", name="pk_linked_figure"),
    )
    op.create_table(
        "indicator_target",
        sa.Column("project_indicator_id", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["project_indicator_id"], ["project_indicator.id"], name="fk_indicator_target_project_indicator_id"),
        sa.PrimaryKeyConstraint("project_indicator_id", "year", name="pk_indicator_target"),
    )
    op.create_table(
        "indicator_value",
        sa.Column("project_indicator_id", sa.String(length=32), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("numerator", sa.Text(), nullable=False),
        sa.Column("denominator", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("evidence_id", sa.String(length=32), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name="fk_indicator_value_evidence_id"),
        sa.ForeignKeyConstraint(["project_indicator_id"], ["project_indicator.id"], name="fk_indicator_value_project_indicator_id"),
        sa.PrimaryKeyConstraint("id", name="pk_indicator_value"),
    )
    op.create_index("ix_indicator_value_project_indicator_id", "indicator_value", ["project_indicator_id"], unique=False)
    op.create_table(
        "revision",
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("return_reason", sa.Text(), nullable=False),
        sa.Column("scan_id", sa.String(length=32), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_revision_document_id"),
        sa.ForeignKeyConstraint(["scan_id"], ["evidence.id"], name="fk_revision_scan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_revision"),
        sa.UniqueConstraint("document_id", "number", name="uq_revision_document_id_number"),
    )
    op.create_index("ix_revision_document_id", "revision", ["document_id"], unique=False)
    collecting_tables()
    exchange_tables()
    city_tables()
    pack_tables()
    server_tables()
