"""What both offices hold of the same things, to be laid side by side: one form for the district's tables and the city's."""

import hashlib
from typing import Any

from models.reading import Reader

ALIKE = {
    "entities": "SELECT id, name, kind, uscc, industry, contact, COALESCE(NULLIF(mobile, ''), tel) FROM pilot_entity",
    "projects": "SELECT id, number, title, entity_id, state, main_area, other_areas, clusters, platforms, period_start, period_end, rank"
    " FROM project",
    "progress": 'SELECT id, project_id, "on", text FROM progress_entry',
    "milestones": "SELECT id, project_id, area, title, planned_on, done_on, note FROM milestone",
    "problems": 'SELECT id, project_id, "on", text, resolved_on, resolution FROM problem',
    "support_requests": 'SELECT id, project_id, "on", text, addressed_to, answered_on, answer FROM support_request',
    "indicators": "SELECT id, project_id, indicator_key, name, unit, kind, counting_rule, baseline FROM project_indicator",
    "values": 'SELECT id, project_indicator_id, "on", value, numerator, denominator, source FROM indicator_value',
    "documents": "SELECT id, project_id, form_id, period, revision FROM document",
    "evidence": "SELECT id, project_id, document_id, field_key, title, file_name, media_type, size, sha256 FROM evidence",
}
"""What can be deleted: by name, its columns that travel."""

ALIKE_FOR_EVER = {
    "targets": "SELECT project_indicator_id, year, value FROM indicator_target",
    "revisions": "SELECT id, document_id, number, sha256, submitted_on, payload FROM revision",
    "definitions": "SELECT form_id, version, payload FROM form_definition",
    "contents": "SELECT c.evidence_id, c.data FROM evidence_content c",
    "returns": "SELECT id, revision_id, reason, due FROM city_return",
    "comments": "SELECT id, city_return_id, seq, field_key, row, text, answer FROM city_comment",
    "decisions": 'SELECT id, project_id, state, "on", reason, basis, adjustments, follow_up_on FROM city_decision',
    "messages": 'SELECT id, title, text, "on" FROM city_message',
    "queries": "SELECT id, revision_id, field_key, row, text, asked_on, answer, closed_at IS NOT NULL FROM field_query",
    "dates": "SELECT obligation_id, opens, due, on_time_until, locked FROM obligation_change WHERE undone_at IS NULL",
}

COUNTED = ("project", "document", "revision", "evidence", "progress_entry", "indicator_value", "state_change", "city_decision", "history")


def alike(reader: Reader) -> dict[str, list[list[Any]]]:
    """Return every row of what both offices hold, in an order that is the same on both sides; long contents by their hash."""
    wanted = {name: f"{sql} WHERE deleted_at IS NULL" for name, sql in ALIKE.items()} | ALIKE_FOR_EVER
    return {name: sorted(([*map(_short, row)] for row in reader.rows(sql)), key=str) for name, sql in wanted.items()}


def counts(reader: Reader) -> dict[str, int]:
    """Return how many rows there are."""
    return {table: int(reader.rows(f"SELECT COUNT(*) FROM {table}")[0][0]) for table in COUNTED}


def _short(value: Any) -> Any:
    data = value.encode() if isinstance(value, str) and len(value) > 200 else value
    return hashlib.sha256(data).hexdigest() if isinstance(data, bytes) else data
